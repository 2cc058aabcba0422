import type { Scenario } from '../scenario.ts'
import { settle } from '../service-answers.ts'

export const eventLoopBlocked: Scenario = {
  name: 'event-loop-blocked',
  story: 'each request computes so long that the process has no time for the others',
  cause: 'cpu-starved',
  remedy: 'manual',
  async inject({ deployment, names }) {
    await deployment.deploy({ EVENT_LOOP_BLOCK_MS: '60' })
    await settle(4000)
    return { target: { system: 'service', name: names.service }, heal: () => deployment.rollback() }
  },
}
