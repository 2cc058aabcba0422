import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const badRollout: Scenario = {
  name: 'bad-rollout',
  story: 'a new release fails for six of ten requests',
  cause: 'bad-rollout',
  remedy: 'command',
  async inject(stage) {
    await stage.deployment.deploy({ BUG_RATE: '60', VERSION: '2.4.0' })
    await logged(stage, 'TypeError', 15)
    return { target: { system: 'service', name: stage.names.service }, heal: () => stage.deployment.rollback() }
  },
}
