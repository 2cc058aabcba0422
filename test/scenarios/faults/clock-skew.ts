import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const clockSkew: Scenario = {
  name: 'clock-skew',
  story: 'the clock of the service is ten minutes slow, and it takes tokens for not yet valid',
  cause: 'clock-skew',
  remedy: 'manual',
  async inject(stage) {
    await stage.deployment.deploy({ CLOCK_SKEW_SECONDS: '-600' })
    await logged(stage, 'claim timestamp check failed', 30)
    return { target: { system: 'service', name: stage.names.service }, heal: () => stage.deployment.rollback() }
  },
}
