import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../bench/machine/ports.ts'
import { USUAL_LOAD } from '../callers.ts'
import type { HealthyVariant } from '../scenario.ts'
import { foreignGroupGone } from './foreign-group-gone.ts'

const nothing = async () => undefined

/** Situations that look odd and are not. */
export const healthyVariants: readonly HealthyVariant[] = [
  { name: 'steady-load', story: 'an ordinary day', prepare: async () => nothing },
  {
    name: 'nobody-calls',
    story: 'a service that nobody calls',
    async prepare({ deployment }) {
      deployment.load({ ratePerSecond: 0 })
      await sleep(500)
      return async () => deployment.load(USUAL_LOAD)
    },
  },
  {
    name: 'application-login',
    story: 'usrops asks with the login of the application, which sees little of other sessions',
    async prepare({ operator, names }) {
      operator.believe({ asker: names.app })
      return async () => operator.believe({})
    },
  },
  {
    name: 'replica-idle',
    story: 'nothing is written for long, and the last change the replica replayed is old',
    // Half a minute in life.
    thresholds: { 'postgres.replication-lag': { warningSeconds: 2 } },
    async prepare({ deployment, postgres }) {
      deployment.load({ ratePerSecond: 0 })
      await postgres.untilTrue(
        'the last change is three seconds old',
        "SELECT now() - pg_last_xact_replay_timestamp() > '3 s'",
        'replica',
      )
      return async () => deployment.load(USUAL_LOAD)
    },
  },
  {
    name: 'just-restarted',
    story: 'the service was restarted a moment ago',
    async prepare({ deployment }) {
      await deployment.restart()
      return nothing
    },
  },
  {
    name: 'busy',
    story: 'much traffic, all of it served',
    async prepare({ deployment }) {
      const end = deployment.moreLoad({ ratePerSecond: 50 })
      await sleep(2000)
      return async () => end()
    },
  },
  foreignGroupGone,
  {
    name: 'database-elsewhere',
    story: 'the database cannot be reached from here, and the service is well',
    async prepare({ operator }) {
      operator.believe({ postgresAddress: { host: '127.0.0.1', port: await freePort() } })
      return async () => operator.believe({})
    },
  },
]
