import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const dependencyDown: Scenario = {
  name: 'dependency-down',
  story: 'the authentication service is gone, and the circuit breaker to it is open',
  cause: 'dependency-down',
  // Where usrops may look at the dependency itself, it sees more than a breaker.
  orCause: 'service-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.auth.stop()
    await logged(stage, 'circuit breaker auth-service is open')
    const { service, authService } = stage.names
    // The operator of the other dressing has never heard of the authentication service.
    const name = stage.dressing === 'plain' ? authService : service
    return { target: { system: 'service', name }, heal: () => stage.auth.start() }
  },
}
