import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dialCluster } from '../../../src/clients/kubernetes/dial-cluster.ts'
import type { ClusterSession } from '../../../src/clients/kubernetes/session.ts'
import { openPostgres } from '../../../src/clients/postgres/open.ts'
import type { Look } from '../../../src/core/look.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { userServiceImage } from '../../bench/kubernetes/images/user-service-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { type PostgresServer, startPostgres } from '../../bench/postgres/server.ts'
import { type RedisServer, startRedis } from '../../bench/redis/server.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { lookAt as lookAtKafka } from '../kafka/looking.ts'
import { settingsOf } from '../postgres/connecting.ts'
import { lookAt as lookAtPostgres } from '../postgres/looking.ts'
import { lookAt as lookAtRedis } from '../redis/looking.ts'
import { open, unaskedOf, within } from './asking.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

await describeOnBench(['kubernetes', 'postgres', 'redis', 'kafka'], 'a database that only pods can reach', () => {
  const dir = openRunFolder()
  let cluster: Cluster
  let own: OwnNamespace
  let session: ClusterSession
  let postgres: PostgresServer
  let redis: RedisServer
  let kafka: KafkaServer
  let ca: string

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-databases')
    const host = cluster.hostAddress
    const tls = await makeCertificates(dir, 'postgres')
    ca = readFileSync(tls.ca, 'utf8')
    postgres = await startPostgres({ dir, host, tls })
    redis = await startRedis({ dir, host, settings: { 'protected-mode': 'no' } })
    kafka = await startKafka({ dir, host, advertised: `kafka-0.kafka.${own.name}.svc.cluster.local:9092` })
    const image = await userServiceImage()
    await cluster.importImage(image)
    // The servers run on this machine: in the cluster stand pods that pass everything on to them.
    await own.apply(
      ...relay('postgres', image.reference, 5432, postgres),
      ...relay('redis', image.reference, 6379, redis),
      ...relay('kafka', image.reference, 9092, kafka),
    )
    await own.run('wait', 'pod', '--all', '--for=condition=Ready', '--timeout=120s')
    session = await open({ kubeconfig: cluster.kubeconfig })
  })

  afterAll(async () => {
    session.close()
    await Promise.all([postgres.stop(), redis.stop(), kafka.stop(), own.remove()])
    await cluster.stop()
    removeRunFolder(dir)
  })

  const dial = () => dialCluster(session, { namespace: own.name })

  it('is asked everything through a tunnel: Postgres, over TLS to the name that was configured', async () => {
    const there = { host: 'postgres', port: 5432, sslmode: 'verify-full', dial: dial() } as const
    const look = await lookAtPostgres(postgres.monitorUrl, { ...there, tls: { ca, servername: 'localhost' } })
    expect(unasked(look)).toEqual([])
    const asName = openPostgres(settingsOf(postgres.url, { ...there, tls: { ca } }), within(5_000))
    expect((await unaskedOf(asName)).says).toMatch(/^\w+: .*certificate/)
  })

  it('is asked everything through a tunnel: Redis', async () => {
    const address = { host: `redis.${own.name}`, port: 6379 }
    const look = await lookAtRedis({ mode: 'single', address, database: 0, dial: dial() })
    expect(unasked(look)).toEqual([])
  })

  it('is asked everything through a tunnel: Kafka, whose brokers are dialled under the names they advertise', async () => {
    const look = await lookAtKafka('kafka:9092', { dial: dial() })
    expect(unasked(look)).toEqual([])
    expect(look.instances[0]?.observations['kafka.cluster']).toMatchObject({
      value: { brokers: [{ host: `kafka-0.kafka.${own.name}.svc.cluster.local`, unasked: null }] },
    })
  })
})

/** What the look could not ask, with the reason. */
function unasked({ instances }: Look): readonly string[] {
  return instances.flatMap(({ unconnected, observations }) => [
    ...(unconnected ? [unconnected.reason] : []),
    ...Object.entries(observations).flatMap(([id, observation]) =>
      'unasked' in observation ? [`${id}: ${observation.unasked.reason}`] : [],
    ),
  ])
}

/** A headless Service before one pod, which connects to a server of this machine whoever connects to it. */
function relay(name: string, image: string, port: number, to: { host: string; port: number }) {
  const script = `const net = require('node:net'); net.createServer((near) => {
    const far = net.connect(${to.port}, '${to.host}'); near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()); far.on('error', () => near.destroy()) }).listen(${port})`
  const container = { name, image, command: ['/usr/local/bin/node', '-e', script] }
  const spec = { hostname: `${name}-0`, subdomain: name, terminationGracePeriodSeconds: 0 }
  return [
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: `${name}-0`, labels: { app: name } } },
      spec: { ...spec, containers: [{ ...container, readinessProbe: { tcpSocket: { port }, periodSeconds: 1 } }] },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
      spec: { clusterIP: 'None', selector: { app: name }, ports: [{ port }] },
    },
  ]
}
