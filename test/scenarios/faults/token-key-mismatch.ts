import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const tokenKeyMismatch: Scenario = {
  name: 'token-key-mismatch',
  story: 'the key that signs tokens was rotated, the service still runs with the old one and refuses everybody',
  cause: 'token-key-mismatch',
  remedy: 'command',
  async inject(stage) {
    stage.deployment.rotateKey(`bench-jwt-rotated-${Date.now()}`)
    await logged(stage, 'signature verification failed', 30)
    return { target: { system: 'service', name: stage.names.service }, heal: () => stage.deployment.restart() }
  },
}
