import { Consumer, stringDeserializers } from '@platformatic/kafka'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cluster } from '../../../src/facts/kafka/cluster.ts'
import { groups } from '../../../src/facts/kafka/groups.ts'
import { offsets } from '../../../src/facts/kafka/offsets.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { lookAt, notOk, only, seen } from './looking.ts'

await describeOnBench(['kafka'], 'reading a Kafka cluster', () => {
  const dir = openRunFolder()
  let server: KafkaServer
  let kafka: Kafka
  let admin: Admin

  beforeAll(async () => {
    server = await startKafka({ dir })
    kafka = new Kafka({ brokers: [server.brokers], logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    await admin.connect()
  })

  afterAll(async () => {
    await admin.disconnect()
    await server.stop()
    removeRunFolder(dir)
  })

  it('creates nothing on an empty cluster, not even for names that do not exist', async () => {
    const look = await lookAt(server.brokers, { topics: ['user-evnets'], groups: ['user-servcie'] })
    expect(seen(cluster, look).missingTopics).toEqual(['user-evnets'])
    expect(notOk(look)['kafka.group-lag']).toContain('knows the configured consumer group user-servcie')
    await lookAt(server.brokers)
    expect(await admin.listTopics()).toEqual([])
    expect((await admin.listGroups()).groups).toEqual([])
  })

  it('sees live groups of both protocols as they are, and changes nothing of them', async () => {
    await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 3 }] })
    await produce(kafka, 'orders', 30)
    const classic = kafka.consumer({ groupId: 'classic' })
    await classic.connect()
    await classic.subscribe({ topic: 'orders', fromBeginning: true })
    await classic.run({ eachMessage: async () => undefined })
    const modern = new Consumer({
      ...{ clientId: 'modern', groupId: 'modern', bootstrapBrokers: [server.brokers], autocommit: 200 },
      ...{ groupProtocol: 'consumer', deserializers: stringDeserializers },
    })
    const stream = await modern.consume({ topics: ['orders'], mode: 'earliest' })
    stream.on('data', () => undefined)
    await until('both groups have read everything', async () => committed(await lookAt(server.brokers)) === 60)

    const before = [
      await admin.listTopics(),
      (await admin.listGroups()).groups,
      await admin.fetchOffsets({ groupId: 'classic' }),
    ]
    const look = await lookAt(server.brokers)
    const live = seen(groups, look).groups
    expect(live.map(({ id, type, state, members }) => ({ id, type, state, members: members?.length }))).toEqual([
      { id: 'classic', type: 'classic', state: 'Stable', members: 1 },
      { id: 'modern', type: 'consumer', state: 'Stable', members: 1 },
    ])
    expect(notOk(look)).toEqual({})
    expect([
      await admin.listTopics(),
      (await admin.listGroups()).groups,
      await admin.fetchOffsets({ groupId: 'classic' }),
    ]).toEqual(before)
    const again = seen(groups, await lookAt(server.brokers)).groups
    expect(again).toEqual(live)

    await stream.close()
    await modern.close(true)
    await classic.disconnect()
    const scoped = seen(groups, await lookAt(server.brokers, { groups: ['classic', 'modern'] })).groups
    expect(scoped.map(({ state, configured }) => [state, configured])).toEqual([
      ['Empty', true],
      ['Empty', true],
    ])
  })

  it('tells a paused broker from a dead one', async () => {
    server.pause()
    const paused = only(await lookAt(server.brokers)).unconnected
    server.resume()
    expect(paused).toMatchObject({ kind: 'hung' })
    await server.kill()
    expect(only(await lookAt(server.brokers)).unconnected).toMatchObject({ kind: 'unreachable' })
  })
})

function committed(look: Awaited<ReturnType<typeof lookAt>>): number {
  return seen(offsets, look)
    .groups.flatMap((group) => group.committed ?? [])
    .reduce((sum, { offset }) => sum + (offset ?? 0), 0)
}

async function produce(kafka: Kafka, topic: string, records: number): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: records }, (_, index) => ({ key: String(index), value: 'x' }))
  await producer.send({ topic, messages })
  await producer.disconnect()
}
