import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const dependencyDown: Scenario = {
  name: 'dependency-down',
  story: 'the authentication service is gone, and the circuit breaker to it is open',
  cause: 'dependency-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.auth.stop()
    await logged(stage, 'circuit breaker auth-service is open')
    return { target: { system: 'service', name: stage.names.authService }, heal: () => stage.auth.start() }
  },
}
