import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const tokenKeyMismatch: Scenario = {
  name: 'token-key-mismatch',
  story: 'the key that signs tokens was rotated, and the tokens of all users are refused',
  cause: 'token-key-mismatch',
  remedy: 'command',
  async inject(stage) {
    await stage.deployment.deploy({ JWT_SECRET: 'bench-jwt-rotated-Hd83k' })
    await logged(stage, 'signature verification failed', 30)
    return { target: { system: 'service', name: stage.names.service }, heal: () => stage.deployment.rollback() }
  },
}
