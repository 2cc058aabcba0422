import { defineCause } from '../core/cause.ts'
import { outageChecks } from './outage.ts'
import { refusedLogins } from './refused-login.ts'

/** The login of the service is refused: a password was changed on one side only. */
export const redisRefusesPassword = defineCause({
  id: 'redis-refuses-password',
  reads: {},
  weighs: [...outageChecks],
  conclude: (_sightings, view) => refusedLogins('redis', view),
})
