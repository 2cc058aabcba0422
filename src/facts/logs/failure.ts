/** What the text of a failure says happened. One word for the same trouble, whatever driver or language wrote it. */
export type Signature =
  | 'connection-refused'
  | 'connection-reset'
  | 'connection-timeout'
  | 'host-unreachable'
  | 'name-not-found'
  | 'authentication-failed'
  | 'no-pg-hba-entry'
  | 'permission-denied'
  | 'database-missing'
  | 'database-unavailable'
  | 'too-many-connections'
  | 'pool-timeout'
  | 'pooler-timeout'
  | 'pooler-login-failed'
  | 'statement-timeout'
  | 'lock-timeout'
  | 'deadlock'
  | 'read-only'
  | 'disk-full'
  | 'schema-mismatch'
  | 'redis-not-persisting'
  | 'redis-full'
  | 'redis-loading'
  | 'redis-cluster-down'
  | 'kafka-coordinator'
  | 'kafka-leader'
  | 'kafka-not-enough-replicas'
  | 'kafka-rebalance'
  | 'kafka-poison'
  | 'kafka-offset-out-of-range'
  | 'token-key-mismatch'
  | 'token-not-yet-valid'
  | 'token-expired'
  | 'certificate-expired'
  | 'certificate-untrusted'
  | 'certificate-name'
  | 'breaker-open'
  | 'upstream-error'
  | 'heap-exhausted'
  | 'event-loop-blocked'

export type FailedSystem = 'postgres' | 'pgbouncer' | 'redis' | 'kafka' | 'mongodb' | 'elasticsearch'

/** A failure as far as its text tells it. */
export interface Failure {
  readonly signature: Signature
  /** The system it is about; null where neither the words nor the port tell. */
  readonly system: FailedSystem | null
  readonly host: string | null
  readonly port: number | null
  /** The record that a consumer cannot get past. */
  readonly record: RecordPlace | null
}

/** Where a record lies; null where the text does not say. */
export interface RecordPlace {
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
}

/** One string for one kind of failure at one address. */
export function failureKey({ signature, system, host, port, record }: Failure): string {
  const place = record ? [record.topic, record.partition].join('/') : ''
  return [signature, system ?? '', host ?? '', port ?? '', place].join('|')
}
