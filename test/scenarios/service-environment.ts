import type { PgBouncerServer } from '../bench/postgres/pgbouncer.ts'
import type { Login } from '../bench/postgres/roles.ts'
import type { PostgresServer } from '../bench/postgres/server.ts'
import type { RedisServer } from '../bench/redis/server.ts'
import type { ServiceEnv } from '../bench/user-service/start.ts'
import type { Dressing, Names } from './names.ts'
import type { Through } from './scenario.ts'

const JWT_SECRET = 'bench-jwt-secret-Pq62n'

/** The systems a stage has. */
export interface StageSystems {
  readonly postgres: PostgresServer
  readonly replica: PostgresServer
  readonly pgbouncer: PgBouncerServer
  readonly redis: RedisServer
  readonly kafka: { readonly brokers: string }
}

export interface ServiceSurroundings {
  readonly names: Names
  readonly systems: StageSystems
  readonly authUrl: string
  readonly seedUsers: number
}

/** The variables of the sample service, in the style of its dressing. */
export function serviceEnvironment(dressing: Dressing, around: ServiceSurroundings): ServiceEnv {
  const { names, authUrl, seedUsers } = around
  return {
    SERVICE_NAME: names.service,
    USERS_TABLE: names.tables.users,
    TABLE_PREFIX: names.tables.prefix,
    CACHE_PREFIX: names.cachePrefix,
    KAFKA_TOPIC: names.topic,
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    AUTH_URL: authUrl,
    SEED_USERS: String(seedUsers),
    JWT_SECRET,
    VERSION: '2.3.1',
    ...(dressing === 'plain' ? usualVariables(around) : springVariables(around)),
  }
}

/** The variables that say how the database is reached. */
export function databaseVariables(
  dressing: Dressing,
  { names, systems }: Pick<ServiceSurroundings, 'names' | 'systems'>,
  through: Through,
): ServiceEnv {
  const server = through === 'pooler' ? systems.pgbouncer : systems.postgres
  const PGBOUNCER = through === 'pooler' ? '1' : undefined
  if (dressing === 'plain') return { PGBOUNCER, DATABASE_URL: urlOf(server, names.app, names.database) }
  return {
    PGBOUNCER,
    SPRING_DATASOURCE_URL: `jdbc:postgresql://${server.host}:${server.port}/${names.database}`,
    SPRING_DATASOURCE_USERNAME: names.app.user,
    SPRING_DATASOURCE_PASSWORD: names.app.password,
  }
}

export function urlOf({ host, port }: { host: string; port: number }, login: Login, database: string): string {
  return `postgresql://${login.user}:${login.password}@${host}:${port}/${database}`
}

function usualVariables({ names, systems }: ServiceSurroundings): ServiceEnv {
  return { REDIS_URL: systems.redis.url, KAFKA_BROKERS: systems.kafka.brokers, KAFKA_GROUP: names.group }
}

/** As a Spring Boot service has them, with the health and metrics endpoints of one. */
function springVariables({ names, systems }: ServiceSurroundings): ServiceEnv {
  return {
    SPRING_DATA_REDIS_HOST: systems.redis.host,
    SPRING_DATA_REDIS_PORT: String(systems.redis.port),
    SPRING_KAFKA_BOOTSTRAP_SERVERS: systems.kafka.brokers,
    SPRING_KAFKA_CONSUMER_GROUP_ID: names.group,
    METRICS_STYLE: 'micrometer',
    HEALTH_DIALECT: 'actuator',
    HEALTH_DETAILS: 'always',
  }
}
