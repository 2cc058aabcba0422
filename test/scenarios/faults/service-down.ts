import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { isReady } from '../service-answers.ts'

export const serviceDown: Scenario = {
  name: 'service-down',
  story: 'the process of the service is gone',
  cause: 'service-down',
  remedy: 'command',
  async inject(stage) {
    await stage.deployment.service.kill()
    await until('the service does not answer', async () => !(await isReady(stage)))
    return { target: { system: 'service', name: stage.names.service }, heal: () => stage.deployment.restart() }
  },
}
