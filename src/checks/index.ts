import type { Check } from '../core/check.ts'
import { clusterChecks } from './cluster/index.ts'
import { helmChecks } from './helm/index.ts'
import { httpChecks } from './http/index.ts'
import { kafkaChecks } from './kafka/index.ts'
import { kubernetesChecks } from './kubernetes/index.ts'
import { logsChecks } from './logs/index.ts'
import { pgbouncerChecks } from './pgbouncer/index.ts'
import { postgresChecks } from './postgres/index.ts'
import { redisChecks } from './redis/index.ts'

/** Every check, of every system. */
export const checks: readonly Check[] = [
  ...httpChecks,
  ...logsChecks,
  ...postgresChecks,
  ...pgbouncerChecks,
  ...redisChecks,
  ...kafkaChecks,
  ...kubernetesChecks,
  ...clusterChecks,
  ...helmChecks,
]
