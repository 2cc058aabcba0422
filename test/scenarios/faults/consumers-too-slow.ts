import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const consumersTooSlow: Scenario = {
  name: 'consumers-too-slow',
  story: 'the consumer takes longer for a record than the next ones take to arrive',
  cause: 'consumers-too-slow',
  remedy: 'manual',
  async inject({ kafka, names, deployment }) {
    const { topic, group } = names
    await deployment.deploy({ HANDLER_DELAY_MS: '400' })
    await until('it consumes', async () => (await kafka.members(group)) > 0)
    const end = deployment.moreLoad({ ratePerSecond: 30, mix: { write: 1 } })
    await until('150 records wait', async () => {
      const waiting = [...(await kafka.waiting(group, topic)).values()]
      return waiting.reduce((sum, each) => sum + each, 0) >= 150
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
