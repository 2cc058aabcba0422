import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const consumersTooSlow: Scenario = {
  name: 'consumers-too-slow',
  story: 'the consumer takes longer for a record than the next ones take to arrive, after an import',
  cause: 'consumers-too-slow',
  remedy: 'manual',
  async inject({ kafka, names, deployment }) {
    const { topic, group } = names
    await deployment.deploy({ HANDLER_DELAY_MS: '400' })
    await until('it consumes', async () => (await kafka.members(group)) > 0)
    const at = new Date().toISOString()
    const backlog = Array.from({ length: 1200 }, (_, n) => ({
      value: JSON.stringify({
        type: 'user.imported',
        userId: String(1 + (n % 1000)),
        email: `user${n}@example.com`,
        at,
      }),
      partition: n % 3,
    }))
    await kafka.send(topic, backlog)
    const end = deployment.moreLoad({ ratePerSecond: 30, mix: { write: 1 } })
    await until('1200 records wait', async () => {
      const waiting = [...(await kafka.waiting(group, topic)).values()]
      return waiting.reduce((sum, each) => sum + each, 0) >= 1200
    })
    return {
      target: { system: 'kafka', name: names.systems.kafka },
      async heal() {
        end()
        await deployment.rollback()
      },
    }
  },
}
