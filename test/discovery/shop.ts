type Env = readonly object[]

interface Wish {
  readonly kind?: 'Deployment' | 'StatefulSet'
  readonly labels?: object
  readonly script?: string
  readonly port?: number
  readonly env?: Env
  readonly envFrom?: readonly object[]
  readonly probe?: string
}

/** A workload of one busybox pod, with a Service in front where it has a port. */
function workload(name: string, image: string, wish: Wish): readonly Named[] {
  const { kind = 'Deployment', labels = {}, script = 'sleep 3600', port, env = [], envFrom = [], probe } = wish
  const container = {
    name: 'main',
    image,
    command: ['sh', '-c', script],
    ...{ env, envFrom },
    ...(port !== undefined && { ports: [{ name: 'main', containerPort: port }] }),
    ...(probe !== undefined && { readinessProbe: { httpGet: { path: probe, port: 'main' }, periodSeconds: 1 } }),
  }
  const template = {
    metadata: { labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, containers: [container] },
  }
  const spec = { replicas: 1, selector: { matchLabels: { app: name } }, template }
  const service = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
    spec: { selector: { app: name }, ports: [{ name: 'main', port }] },
  }
  return [{ apiVersion: 'apps/v1', kind, metadata: { name, labels }, spec }, ...(port === undefined ? [] : [service])]
}

interface Named {
  readonly metadata: object
  readonly [field: string]: unknown
}

const page = (path: string, port: number) =>
  `mkdir -p /tmp/www$(dirname ${path}) && echo ok > /tmp/www${path} && exec httpd -f -p ${port} -h /tmp/www`

/** A password that must be nowhere. */
export const canary = 'c4n4ry-of-the-shop'

/** A small shop as a team runs it: a service, one that it calls, a database whose address is in a Secret, a cache, and a proxy inside the pod at `loopbackPort`. */
export function shop(image: string, loopbackPort: number): readonly Named[] {
  const partOf = { 'app.kubernetes.io/part-of': 'shop' }
  return [
    {
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'user-db' } },
      stringData: { DATABASE_URL: `postgres://app:${canary}@postgres:5432/users` },
    },
    {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'user-service' } },
      data: { REDIS_URL: 'redis://cache:6379/0', AUTH_SERVICE_URL: 'http://auth-service:8080' },
    },
    ...workload('user-service', image, {
      labels: { ...partOf, 'app.kubernetes.io/name': 'user-service' },
      script: page('/internal/ready', 3000),
      port: 3000,
      probe: '/internal/ready',
      envFrom: [{ configMapRef: { name: 'user-service' } }],
      env: [
        { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'user-db', key: 'DATABASE_URL' } } },
        { name: 'SESSIONS_REDIS_URL', value: `redis://localhost:${loopbackPort}/0` },
      ],
    }),
    ...workload('auth-service', image, {
      labels: { ...partOf, 'app.kubernetes.io/name': 'auth-service' },
      script: page('/health', 8080),
      port: 8080,
      probe: '/health',
    }),
    ...workload('postgres', image, { kind: 'StatefulSet', port: 5432 }),
    ...workload('cache', image, { kind: 'StatefulSet', port: 6379 }),
  ]
}
