/** What a container serves to others, as far as its image tells. */
export type DatabaseKind = 'postgres' | 'pgbouncer' | 'redis' | 'kafka' | 'other'

const images: readonly (readonly [RegExp, DatabaseKind])[] = [
  [/^(pgbouncer|pgcat|odyssey|pgpool|supavisor)/, 'pgbouncer'],
  // The official images, Bitnami's, PostGIS, TimescaleDB, pgvector, Zalando's spilo, those of CloudNativePG and Crunchy.
  [
    /^(postgres|postgresql|postgresql-repmgr|postgis|timescaledb(-ha)?|pgvector|spilo(-\d+)?|crunchy-postgres.*)$/,
    'postgres',
  ],
  [/^(redis|redis-stack(-server)?|redis-cluster|redis-sentinel|valkey|keydb|dragonfly)$/, 'redis'],
  [/^(kafka|cp-kafka|cp-server|redpanda|kafka-native)$/, 'kafka'],
  [
    /^(mysql(-server)?|mariadb|mongo|mongodb|rabbitmq|memcached|elasticsearch|opensearch|cassandra|clickhouse(-server)?|nats|zookeeper|cp-zookeeper|etcd|minio)$/,
    'other',
  ],
]

/** Which database an image is, by the last part of its name; null for the image of an application. */
export function databaseOfImage(image: string): DatabaseKind | null {
  const [path = ''] = image.split('@')
  const name = (path.split('/').at(-1) ?? '').replace(/:.*$/, '').toLowerCase()
  return images.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

/** The ports that these systems have by default; applications do not listen there. 6432 is PgBouncer's. */
const ports: Readonly<Record<number, DatabaseKind>> = {
  5432: 'postgres',
  6432: 'pgbouncer',
  6379: 'redis',
  9092: 'kafka',
  ...Object.fromEntries(
    [1433, 1521, 2181, 2379, 3306, 4222, 5672, 9042, 11211, 26379, 27017].map((port) => [port, 'other']),
  ),
}

/** Which database listens at a port; null where anything may. */
export function databaseOfPort(port: number): DatabaseKind | null {
  return ports[port] ?? null
}
