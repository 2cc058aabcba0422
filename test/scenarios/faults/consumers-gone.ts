import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const consumersGone: Scenario = {
  name: 'consumers-gone',
  story: 'the consumer of the service stopped, and nobody reads its topic',
  cause: 'consumers-gone',
  remedy: 'command',
  async inject({ kafka, names, deployment }) {
    const { topic, group } = names
    await deployment.misstart({ CONSUMER: 'off' })
    await until('the group is empty', async () => (await kafka.members(group)) === 0)
    const end = deployment.moreLoad({ ratePerSecond: 15, mix: { write: 1 } })
    await until('30 records wait', async () => total(await kafka.waiting(group, topic)) >= 30)
    end()
    return { target: { system: 'kafka', name: names.systems.kafka }, heal: () => deployment.restart() }
  },
}

function total(waiting: ReadonlyMap<number, number>): number {
  return [...waiting.values()].reduce((sum, each) => sum + each, 0)
}
