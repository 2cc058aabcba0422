import type { SaslMechanism } from '../clients/kafka/settings.ts'
import { OperatorError } from '../core/errors.ts'
import type { KafkaConfig } from './schema/kafka.ts'
import { listOf } from './set-variables.ts'

const mechanisms: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']

/** The cluster that the usual variables describe. */
export function kafkaVariables(env: NodeJS.ProcessEnv): KafkaConfig | undefined {
  if (!env.KAFKA_BROKERS) return undefined
  const groups = listOf(env, ['KAFKA_GROUPS', 'KAFKA_GROUP'])
  const sasl = saslOf(env)
  const { KAFKA_SSL } = env
  return {
    brokers: 'env:KAFKA_BROKERS',
    ...(sasl && { sasl }),
    ...(KAFKA_SSL && { tls: /^(true|1|yes|on)$/i.test(KAFKA_SSL) }),
    ...(groups && { groups }),
  }
}

function saslOf(env: NodeJS.ProcessEnv): KafkaConfig['sasl'] {
  const { KAFKA_SASL_USERNAME, KAFKA_SASL_MECHANISM } = env
  if (!KAFKA_SASL_USERNAME) return undefined
  const wanted = (KAFKA_SASL_MECHANISM || 'PLAIN').toUpperCase()
  const mechanism = mechanisms.find((known) => known === wanted)
  if (mechanism === undefined) {
    throw new OperatorError('KAFKA_SASL_MECHANISM is unknown', {
      hint: `set it to one of ${mechanisms.join(', ')}`,
      exit: 'usage',
    })
  }
  return { mechanism, username: KAFKA_SASL_USERNAME, password: 'env:KAFKA_SASL_PASSWORD' }
}
