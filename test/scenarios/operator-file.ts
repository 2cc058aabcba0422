import { stringify } from 'yaml'
import type { Login } from '../bench/postgres/roles.ts'
import type { Dressing, Names } from './names.ts'
import type { Thresholds, Through } from './scenario.ts'
import { type StageSystems, urlOf } from './service-environment.ts'

/** What the operator's configuration is made of. */
export interface OperatorGround {
  readonly dressing: Dressing
  readonly names: Names
  readonly systems: StageSystems
  readonly serviceUrl: string
  /** The authority that the service's certificate is verified against. */
  readonly serviceCa?: string
  readonly authUrl: string
  /** A path; its last part may hold *. */
  readonly logs: string
  readonly through: Through
  readonly thresholds: Thresholds
  /** Who asks Postgres; the monitoring login by default. */
  readonly asker: Login
  /** Where Postgres is believed to be; where it is by default. */
  readonly postgresAddress: { readonly host: string; readonly port: number }
}

/** The text of usrops.yaml and the variables that it refers to. */
export interface OperatorFile {
  readonly yaml: string
  readonly env: Readonly<Record<string, string>>
}

export function operatorFile(ground: OperatorGround): OperatorFile {
  const { dressing, names, thresholds } = ground
  const { postgres, redis, kafka, url, authUrl, env } = dressing === 'plain' ? usual(ground) : inParts(ground)
  const control = ['service-control']
  const service = {
    url,
    ...(ground.serviceCa !== undefined && { tls: { ca: `file:${ground.serviceCa}` } }),
    postgres,
    redis,
    kafka,
    logs: { files: [ground.logs] },
    commands: { restart: [...control, 'restart'], rollback: [...control, 'rollback'] },
    ...(dressing === 'plain' && { dependsOn: [names.authService] }),
  }
  const services = {
    [names.service]: service,
    ...(dressing === 'plain' && { [names.authService]: { url: authUrl } }),
  }
  const environments = { bench: { services, ...(Object.keys(thresholds).length > 0 && { checks: thresholds }) } }
  return { yaml: stringify({ version: 1, environments }), env }
}

/** Everything by the usual variables. */
function usual({ names, systems, serviceUrl, authUrl, through, asker, postgresAddress }: OperatorGround) {
  const { database, pooler, replica, redis, kafka } = names.systems
  const front = through === 'pooler' ? systems.pgbouncer : postgresAddress
  return {
    url: 'env:SERVICE_URL',
    authUrl: 'env:AUTH_SERVICE_URL',
    postgres: {
      name: database,
      url: 'env:DATABASE_URL',
      directUrl: 'env:DIRECT_DATABASE_URL',
      adminUrl: 'env:ADMIN_DATABASE_URL',
      ...(through === 'pooler' && { pooler: { name: pooler, adminUrl: 'env:PGBOUNCER_ADMIN_URL' } }),
      replicas: [{ name: replica, url: 'env:REPLICA_DATABASE_URL', adminUrl: 'env:REPLICA_ADMIN_DATABASE_URL' }],
    },
    redis: { name: redis, url: 'env:REDIS_URL' },
    kafka: { name: kafka, brokers: 'env:KAFKA_BROKERS', groups: [names.group] },
    env: {
      SERVICE_URL: serviceUrl,
      AUTH_SERVICE_URL: authUrl,
      DATABASE_URL: urlOf(front, names.app, names.database),
      DIRECT_DATABASE_URL: urlOf(postgresAddress, asker, names.database),
      ADMIN_DATABASE_URL: adminUrl(systems.postgres, names),
      ...(through === 'pooler' && { PGBOUNCER_ADMIN_URL: systems.pgbouncer.adminUrl }),
      REPLICA_ADMIN_DATABASE_URL: adminUrl(systems.replica, names),
      REPLICA_DATABASE_URL: urlOf(systems.replica, names.monitor, names.database),
      REDIS_URL: systems.redis.url,
      KAFKA_BROKERS: systems.kafka.brokers,
    },
  }
}

/** Hosts, ports and logins one by one; only what is secret by a variable, whose name nobody could guess. */
function inParts({ names, systems, serviceUrl, authUrl, through, asker, postgresAddress }: OperatorGround) {
  const { database, pooler, replica, redis, kafka } = names.systems
  const admin = { adminUrl: 'env:OPS_PG_ADMIN' }
  const own = { host: postgresAddress.host, port: postgresAddress.port, database: names.database }
  const behind = {
    ...{ host: systems.pgbouncer.host, port: systems.pgbouncer.port, database: names.database },
    ...{ user: names.app.user, password: 'env:OPS_APP_PASSWORD', directUrl: 'env:OPS_PG_DIRECT' },
    pooler: { name: pooler, adminUrl: 'env:OPS_BOUNCER' },
  }
  const place = through === 'pooler' ? behind : { ...own, user: asker.user, password: 'env:OPS_PG_PASSWORD' }
  const standby = { host: systems.replica.host, port: systems.replica.port, database: names.database }
  return {
    url: serviceUrl,
    authUrl,
    postgres: {
      ...{ name: database, ...place, ...admin },
      replicas: [
        {
          name: replica,
          ...standby,
          user: names.monitor.user,
          password: 'env:OPS_PG_RO_PASSWORD',
          adminUrl: 'env:OPS_PG_RO_ADMIN',
        },
      ],
    },
    redis: { name: redis, host: systems.redis.host, port: systems.redis.port },
    kafka: { name: kafka, brokers: systems.kafka.brokers.split(','), groups: [names.group] },
    env: {
      OPS_PG_ADMIN: adminUrl(systems.postgres, names),
      OPS_PG_PASSWORD: asker.password,
      OPS_PG_RO_ADMIN: adminUrl(systems.replica, names),
      OPS_PG_RO_PASSWORD: names.monitor.password,
      OPS_PG_DIRECT: urlOf(postgresAddress, asker, names.database),
      OPS_APP_PASSWORD: names.app.password,
      OPS_BOUNCER: systems.pgbouncer.adminUrl,
    },
  }
}

function adminUrl(server: StageSystems['postgres'], { database }: Names): string {
  const url = new URL(server.superuserUrl)
  url.pathname = `/${database}`
  return url.href
}
