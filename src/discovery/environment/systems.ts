/** What a word, a scheme or a port says of the system behind it. `sql` is a database of a kind that is not said, `cache` the same for caches. */
export type System = 'postgres' | 'redis' | 'kafka' | 'sql' | 'cache' | 'http' | OtherSystem

/** Systems that usrops does not examine. `none` needs no server. */
export type OtherSystem =
  | 'mysql'
  | 'mongodb'
  | 'amqp'
  | 'memcached'
  | 'elasticsearch'
  | 'clickhouse'
  | 'cassandra'
  | 'nats'
  | 'sqlserver'
  | 'oracle'
  | 'cockroachdb'
  | 'redshift'
  | 'neo4j'
  | 'ldap'
  | 'smtp'
  | 'none'

const words: Readonly<Record<string, System>> = {
  ...each('postgres', 'POSTGRES POSTGRESQL POSTGRESDB PG PGSQL PSQL POSTGIS TIMESCALE TIMESCALEDB PGBOUNCER PGPOOL'),
  ...each('sql', 'DB DATABASE DATABASES DATASOURCE SQL RDS JDBC R2DBC TYPEORM SQLALCHEMY ALCHEMY AURORA CLOUDSQL'),
  ...each('redis', 'REDIS VALKEY KEYDB DRAGONFLY'),
  ...each('cache', 'CACHE'),
  ...each('kafka', 'KAFKA REDPANDA'),
  ...each('mysql', 'MYSQL MARIADB MYSQLDB'),
  ...each('mongodb', 'MONGO MONGODB'),
  ...each('amqp', 'RABBIT RABBITMQ AMQP'),
  ...each('memcached', 'MEMCACHE MEMCACHED'),
  ...each('elasticsearch', 'ELASTIC ELASTICSEARCH OPENSEARCH'),
  ...each('clickhouse', 'CLICKHOUSE'),
  ...each('cassandra', 'CASSANDRA SCYLLA'),
  ...each('nats', 'NATS'),
  ...each('sqlserver', 'MSSQL SQLSERVER'),
  ...each('oracle', 'ORACLE'),
  ...each('neo4j', 'NEO4J'),
  ...each('ldap', 'LDAP'),
  ...each('smtp', 'SMTP'),
}

/** The system that a word of a name means, numbered or not: `DB`, `REDIS2`, `USERDB`. */
export function systemOfWord(word: string): System | undefined {
  const plain = word.replace(/\d+$/, '')
  return words[word] ?? words[plain] ?? (foreign.test(plain) ? undefined : words[endOf(plain)])
}

/** What is left of a word without the system that it names: `USER` of USERDB, `2` of DB2. */
export function withoutSystem(word: string): string {
  if (systemOfWord(word) === undefined) return word
  if (words[word] !== undefined) return ''
  const [, plain = '', number = ''] = /^(.*?)(\d*)$/.exec(word) ?? []
  return `${words[plain] === undefined ? plain.slice(0, plain.length - endOf(plain).length) : ''}${number}`
}

// Databases by their own names, which are neither SQL nor examined.
const foreign =
  /^(COUCH|INFLUX|INFLUXDB|CHROMA|ROCKS|ARANGO|QUEST|SURREAL|DYNAMO|DUCK|LM|RETHINK|RAVEN|DOC|DOCUMENT|VECTOR|TS|TIMESTREAM|FOUNDATION|LEVEL|GEO|ORIENT|SIMPLE|IM|COSMOS)DB$/

function endOf(word: string): string {
  return /^[A-Z]{2,}(DB|REDIS|KAFKA|POSTGRES|MYSQL)$/.exec(word)?.[1] ?? ''
}

/** The system that the words before a field mean: the last that names one, a kind without a name only where none is named. */
export function systemOfWords(prefix: readonly string[]): System | undefined {
  const systems = prefix.flatMap((word) => systemOfWord(word) ?? []).toReversed()
  return systems.find((system) => system !== 'sql' && system !== 'cache') ?? systems[0]
}

const schemes: readonly (readonly [RegExp, System])[] = [
  // `postgresql+asyncpg`, Django's `postgis`, Elixir's `ecto`.
  [/^(postgres|postgresql|postgresql_psycopg2|postgis|pgsql|psql|ecto|timescaledb?|timescalegis)(\+\w+)?$/, 'postgres'],
  [
    /^(redis|rediss|valkey|valkeys|rediscache|redis\+socket)$|^(rediss?|valkeys?)[+-](sentinel|cluster|unix)$|^sentinel$/,
    'redis',
  ],
  [/^(kafka|kafka\+ssl)$/, 'kafka'],
  [/^(mysql\w*|mariadb|aurora-mysql)(\+\w+)?$/, 'mysql'],
  [/^mongodb(\+srv)?$/, 'mongodb'],
  [/^(amqps?|rabbitmq|pyamqp)$/, 'amqp'],
  [/^(memcached?|pymemcache)$/, 'memcached'],
  [/^(elasticsearch|opensearch)$/, 'elasticsearch'],
  [/^(clickhouse|ch)(\+\w+)?$/, 'clickhouse'],
  [/^(cassandra|scylla)$/, 'cassandra'],
  [/^(nats|tls\+nats)$/, 'nats'],
  [/^(sqlserver|mssql)(\+\w+)?$/, 'sqlserver'],
  [/^oracle(\+\w+)?$/, 'oracle'],
  [/^(bolt|neo4j)(\+s?sc?)?$/, 'neo4j'],
  [/^ldaps?$/, 'ldap'],
  [/^smtps?$/, 'smtp'],
  [/^(sqlite3?|sqlite\+\w+|file|h2|locmem|memory|dummy)$/, 'none'],
  [/^(https?|grpcs?|h2c)$/, 'http'],
]

/** The system of `scheme://`; of `jdbc:otel:postgresql` it is the last word. */
export function systemOfScheme(scheme: string): System | undefined {
  // Celery's result backend is `db+postgresql`.
  const last = (scheme.toLowerCase().split(':').at(-1) ?? '').replace(/^db\+/, '')
  return schemes.find(([pattern]) => pattern.test(last))?.[1]
}

const kinds: readonly (readonly [RegExp, System])[] = [
  [/postgres|pgsql|^pg$|^psql$|postgis|timescale|yugabyte/, 'postgres'],
  [/mysql|maria/, 'mysql'],
  [/mongo/, 'mongodb'],
  [/mssql|sqlserver|sqlsrv/, 'sqlserver'],
  [/oracle/, 'oracle'],
  [/sqlite|^h2$|hsqldb|derby|^dev-/, 'none'],
  [/redis|valkey/, 'redis'],
  [/memcache/, 'memcached'],
]

/** What the value of `DB_TYPE`, `DB_CONNECTION`, `DATABASE_CLIENT` or a driver's name says. */
export function systemOfKind(kind: string): System | undefined {
  return kinds.find(([pattern]) => pattern.test(kind.toLowerCase()))?.[1]
}

/** What speaks the protocol of Postgres and is none: by its usual port, or by its host. */
export function lookalikeOf(host: string, port: number | undefined): System | undefined {
  if (port === 26_257 || /cockroach|crdb/i.test(host)) return 'cockroachdb'
  return port === 5439 || /redshift/i.test(host) ? 'redshift' : undefined
}

/** The usual ports. */
export function systemOfPort(port: number): System | undefined {
  return ports[port]
}

const ports: Readonly<Record<number, System>> = {
  5432: 'postgres',
  5433: 'postgres',
  6432: 'postgres',
  6543: 'postgres',
  6379: 'redis',
  6380: 'redis',
  9092: 'kafka',
  3306: 'mysql',
  27017: 'mongodb',
  1433: 'sqlserver',
  1521: 'oracle',
  11211: 'memcached',
}

function each(system: System, names: string): Readonly<Record<string, System>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, system]))
}
