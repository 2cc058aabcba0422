import { USUAL_LOAD } from '../callers.ts'
import type { Scenario } from '../scenario.ts'
import { settle } from '../service-answers.ts'

export const eventLoopBlocked: Scenario = {
  name: 'event-loop-blocked',
  story: 'each request computes so long that the process has no time for the others',
  cause: 'cpu-starved',
  remedy: 'manual',
  async inject({ deployment, names }) {
    await deployment.deploy({ EVENT_LOOP_BLOCK_MS: '220' })
    // More than it can do, from callers who wait for their answers: each takes most of a second.
    deployment.load({ ratePerSecond: 20, concurrency: 3 })
    await settle(8000)
    return {
      target: { system: 'service', name: names.service },
      async heal() {
        deployment.load(USUAL_LOAD)
        await deployment.rollback()
      },
    }
  },
}
