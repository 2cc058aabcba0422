import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const kafkaDown: Scenario = {
  name: 'kafka-down',
  story: 'the Kafka broker was killed',
  cause: 'kafka-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.kafka.close()
    await stage.bench.kafka.kill()
    await logged(stage, 'event was not published', 1)
    return {
      target: { system: 'kafka', name: stage.names.systems.kafka },
      heal: () => stage.bench.kafka.start(),
    }
  },
}
