import type { ChangeReading } from '../core/change.ts'
import { clusterChanges } from './cluster.ts'
import { helmChanges } from './helm.ts'
import { httpChanges } from './http.ts'
import { kafkaChanges } from './kafka.ts'
import { kubernetesChanges } from './kubernetes.ts'
import { restarts } from './kubernetes-restarts.ts'
import { scalingChanges } from './kubernetes-scaling.ts'
import { logsChanges } from './logs.ts'
import { postgresChanges } from './postgres.ts'
import { redisChanges } from './redis.ts'

/** Every reading of changes, of every system. */
export const changes: readonly ChangeReading[] = [
  ...kubernetesChanges,
  ...scalingChanges,
  restarts,
  ...helmChanges,
  ...clusterChanges,
  ...httpChanges,
  ...logsChanges,
  ...postgresChanges,
  ...redisChanges,
  ...kafkaChanges,
]
