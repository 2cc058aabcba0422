import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

const PARTITION = 1

export const poisonPill: Scenario = {
  name: 'poison-pill',
  story: 'one record cannot be read, and the consumer tries it for ever',
  cause: 'poison-pill',
  remedy: 'manual',
  async inject(stage) {
    const { kafka, names, deployment } = stage
    const { topic, group } = names
    await kafka.send(topic, [{ value: '<user id="7"/>', partition: PARTITION }])
    const end = deployment.moreLoad({ ratePerSecond: 10, mix: { write: 1 } })
    await logged(stage, `could not handle record ${topic}[${PARTITION}]`)
    await until('records wait behind it', async () => ((await kafka.waiting(group, topic)).get(PARTITION) ?? 0) >= 20)
    end()
    return {
      target: { system: 'kafka', name: names.systems.kafka, id: { topic, partition: PARTITION } },
      async heal() {
        await deployment.misstart({ CONSUMER: 'off' })
        await until('the group is empty', async () => (await kafka.members(group)) === 0)
        const at = (await kafka.committed(group)).find((each) => each.partition === PARTITION)
        if (at) await kafka.commit(group, [{ ...at, offset: at.offset + 1 }])
        await deployment.restart()
      },
    }
  },
}
