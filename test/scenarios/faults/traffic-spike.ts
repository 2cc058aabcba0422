import type { Scenario } from '../scenario.ts'
import { settle } from '../service-answers.ts'

export const trafficSpike: Scenario = {
  name: 'traffic-spike',
  story: 'ten times the usual traffic, and nothing is broken',
  cause: 'traffic-spike',
  orNone: true,
  remedy: 'manual',
  async inject({ deployment, names }) {
    const end = deployment.moreLoad({ ratePerSecond: 225 })
    await settle(4000)
    return { target: { system: 'service', name: names.service }, heal: async () => end() }
  },
}
