import type { ClusterNames } from './names.ts'
import { type Settings, usualSettings } from './settings.ts'
import { type ClusterSystems, PORTS } from './surroundings.ts'

/** The release that works. */
export const GOOD_VERSION = '2.3.1'

export interface Surroundings {
  readonly names: ClusterNames
  readonly systems: ClusterSystems
  /** Where the image is, without a tag. */
  readonly repository: string
  /** An image with a shell. */
  readonly shellImage: string
  readonly authUrl: string
  readonly seedUsers: number
}

/** The settings with which everything works, in the style of the dressing. */
export function firstSettings(around: Surroundings): Settings {
  const { names, repository, shellImage } = around
  const isPlain = names.release !== null
  const [ready, live] = isPlain
    ? ['/health/ready', '/health/live']
    : ['/actuator/health/readiness', '/actuator/health/liveness']
  const workload = (cpu: string) => ({
    env: [],
    resources: usualSettings.resources(cpu),
    readinessProbe: usualSettings.readinessProbe(ready),
    livenessProbe: usualSettings.livenessProbe(live),
  })
  return {
    image: { repository, tag: GOOD_VERSION },
    imagePullSecrets: [],
    config: isPlain ? usualConfig(around) : springConfig(around),
    secretName: names.secret,
    secretVariables: isPlain
      ? { DATABASE_URL: 'database-url', REDIS_URL: 'redis-url', JWT_SECRET: 'jwt-secret' }
      : { SPRING_DATASOURCE_USERNAME: 'username', SPRING_DATASOURCE_PASSWORD: 'password', JWT_SECRET: 'jwt-secret' },
    podSecurityContext: usualSettings.podSecurityContext,
    web: {
      ...{ replicas: 2, ...workload('200m') },
      ...{ nodeSelector: {}, initContainers: [], sidecars: [logShipper(shellImage)], volumeMounts: [] },
      volumes: [{ name: 'spool', emptyDir: {} }],
    },
    consumer: { replicas: 1, ...workload('50m'), env: [{ name: poolVariable(names), value: '2' }] },
    migration: { env: [] },
    cleanUp: { env: [] },
    service: { port: 80, targetPort: 'http' },
    autoscaling: { minReplicas: 2, maxReplicas: 4 },
  }
}

/** The variable by which the service is told how many connections it may have. */
export function poolVariable({ release }: ClusterNames): string {
  return release === null ? 'SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE' : 'POOL_SIZE'
}

/** What stands beside the service in each of its pods; it reads its whole backlog into memory once there is one. */
function logShipper(image: string): object {
  return {
    name: LOG_SHIPPER,
    image,
    command: [
      'sh',
      '-c',
      'while sleep 1; do if [ -e /spool/backlog ]; then exec dd if=/dev/zero of=/dev/null bs=128M; fi; done',
    ],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '48Mi' } },
    volumeMounts: [{ name: 'spool', mountPath: '/spool' }],
  }
}

export const LOG_SHIPPER = 'log-shipper'

function commonConfig({ names, authUrl, seedUsers }: Surroundings): Readonly<Record<string, string>> {
  return {
    SERVICE_NAME: names.service,
    USERS_TABLE: names.tables.users,
    TABLE_PREFIX: names.tables.prefix,
    CACHE_PREFIX: names.cachePrefix,
    KAFKA_TOPIC: names.topic,
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    AUTH_URL: authUrl,
    SEED_USERS: String(seedUsers),
    NODE_NO_WARNINGS: '1',
  }
}

function usualConfig(around: Surroundings): Readonly<Record<string, string>> {
  const { names } = around
  return {
    ...commonConfig(around),
    KAFKA_BROKERS: `${names.hosts.kafka}:${PORTS.kafka}`,
    KAFKA_GROUP: names.group,
    POOL_SIZE: '15',
    POOL_FILLED: '1',
  }
}

/** As a Spring Boot service has it, with the health and metrics endpoints of one. */
function springConfig(around: Surroundings): Readonly<Record<string, string>> {
  const { names } = around
  const { database, cache, kafka } = names.hosts
  return {
    ...commonConfig(around),
    SPRING_DATASOURCE_URL: `jdbc:postgresql://${database}:${PORTS.database}/${names.database}`,
    SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: '15',
    POOL_FILLED: '1',
    SPRING_DATA_REDIS_HOST: cache,
    SPRING_DATA_REDIS_PORT: String(PORTS.cache),
    SPRING_KAFKA_BOOTSTRAP_SERVERS: `${kafka}:${PORTS.kafka}`,
    SPRING_KAFKA_CONSUMER_GROUP_ID: names.group,
    METRICS_STYLE: 'micrometer',
    HEALTH_DIALECT: 'actuator',
    HEALTH_DETAILS: 'always',
  }
}
