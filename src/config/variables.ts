import { kafkaVariables } from './kafka-variables.ts'
import { postgresVariables } from './postgres-variables.ts'
import type { ServiceConfig } from './schema/service.ts'
import { firstSet, listOf } from './set-variables.ts'

/** The variables that say what there is, for the message when there are none. */
export const leadingVariables = [
  'USROPS_SERVICE_URL',
  'SERVICE_URL',
  'DATABASE_URL',
  'PGHOST',
  'REDIS_URL',
  'KAFKA_BROKERS',
  'LOG_FILES',
]

/** The service that the usual variables describe, with references to them where they may hold a secret; undefined where they say nothing. A variable that is empty counts as unset. */
export function serviceOfVariables(
  env: NodeJS.ProcessEnv,
): { readonly name: string; readonly service: ServiceConfig } | undefined {
  const url = firstSet(env, ['USROPS_SERVICE_URL', 'SERVICE_URL'])
  const postgres = postgresVariables(env)
  const kafka = kafkaVariables(env)
  const files = listOf(env, ['LOG_FILES', 'LOG_FILE'])
  const service: ServiceConfig = {
    ...(url && { url: `env:${url}` }),
    ...(postgres && { postgres }),
    ...(env.REDIS_URL && { redis: { url: 'env:REDIS_URL' } }),
    ...(kafka && { kafka }),
    ...(files && { logs: { files } }),
  }
  return Object.keys(service).length === 0 ? undefined : { name: env.SERVICE_NAME || 'service', service }
}
