import type { ChangeReading } from '../core/change.ts'
import { httpChanges } from './http.ts'
import { kafkaChanges } from './kafka.ts'
import { logsChanges } from './logs.ts'
import { postgresChanges } from './postgres.ts'
import { redisChanges } from './redis.ts'

/** Every reading of changes, of every system. */
export const changes: readonly ChangeReading[] = [
  ...httpChanges,
  ...logsChanges,
  ...postgresChanges,
  ...redisChanges,
  ...kafkaChanges,
]
