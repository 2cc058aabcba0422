import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, EachMessagePayload, Kafka } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaChanges } from '../../../src/changes/kafka.ts'
import { hangingTransaction } from '../../../src/checks/kafka/hanging-transaction.ts'
import { readChanges } from '../../../src/core/change.ts'
import { groups } from '../../../src/facts/kafka/groups.ts'
import { offsets } from '../../../src/facts/kafka/offsets.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { found, judged, lookAt, notOk, only, seen } from './looking.ts'
import { consume, kafkaAt, produce } from './traffic.ts'

// A little more than the second look of a diagnosis waits.
const WINDOW_MS = 5_500

await describeOnBench(['kafka'], 'consumer groups in trouble', () => {
  const dir = openRunFolder()
  let server: KafkaServer
  let kafka: Kafka
  let admin: Admin

  beforeAll(async () => {
    server = await startKafka({ dir })
    kafka = kafkaAt(server.brokers)
    admin = kafka.admin()
    await admin.connect()
  })

  afterAll(async () => {
    await admin.disconnect()
    await server.stop()
    removeRunFolder(dir)
  })

  async function topic(name: string): Promise<string> {
    await admin.createTopics({ topics: [{ topic: name, numPartitions: 3 }] })
    return name
  }

  const look = (group: string) => lookAt(server.brokers, { groups: [group] })

  const waiting = async (group: string) => {
    const { groups, logs } = seen(offsets, await look(group))
    const read = (groups[0]?.committed ?? []).reduce((sum, { offset }) => sum + (offset ?? 0), 0)
    return logs.length === 0 ? Number.NaN : logs.reduce((sum, { end }) => sum + end, 0) - read
  }

  it('finds nothing wrong with a consumer that keeps up, in one look and in two', async () => {
    const name = await topic('healthy')
    const consumer = await consume(kafka, 'healthy', name)
    await produce(kafka, name, 50)
    const before = await look('healthy')
    for (const _ of [1, 2, 3]) await produce(kafka, name, 20).then(() => sleep(1_500))
    const after = await look('healthy')
    expect(seen(offsets, after).groups[0]?.state).toBe('Stable')
    expect(notOk(after)).toEqual({})
    expect(notOk(after, before)).toEqual({})
    await until('all is read', async () => (await waiting('healthy')) === 0)
    await consumer.disconnect()
    expect(notOk(await look('healthy'), after)).toEqual({})
  })

  it('finds the one partition on which a live group is stuck', async () => {
    const name = await topic('poisoned')
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const handle = ({ partition, message }: EachMessagePayload) =>
      partition === 1 && message.offset === '5' ? released : Promise.resolve()
    // One member for each partition: a kafkajs consumer that waits in one partition fetches none of its others.
    const members = await Promise.all([1, 2, 3].map(() => consume(kafka, 'poisoned', name, handle)))
    await until('all three have a partition', async () => {
      const [group] = seen(groups, await look('poisoned')).groups
      return group?.state === 'Stable' && group.members?.length === 3
    })
    await produce(kafka, name, 40)
    await until('only partition 1 waits', async () => (await waiting('poisoned')) === 35)
    const before = await look('poisoned')
    expect(notOk(before)['kafka.stuck-partition']).toContain('a second look tells')
    await sleep(WINDOW_MS)
    await produce(kafka, name, 5)
    await until('the other partitions move on', async () => (await waiting('poisoned')) === 40)
    const after = await look('poisoned')
    expect(found(after, before)).toEqual({
      'kafka.stuck-partition': [
        'warning: poisoned is stuck on poisoned/1 at offset 5: 40 records wait, while 2 other partitions move on',
      ],
    })
    release()
    await until('all is read', async () => (await waiting('poisoned')) === 0)
    await Promise.all(members.map((consumer) => consumer.disconnect()))
  })

  it('finds a live group that processes nothing at all', async () => {
    const name = await topic('blocked')
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await produce(kafka, name, 10)
    const consumer = await consume(kafka, 'blocked', name, ({ message }) =>
      message.offset === '3' ? released : Promise.resolve(),
    )
    await until('three records of each are read', async () => (await waiting('blocked')) === 21)
    const before = await look('blocked')
    await sleep(WINDOW_MS)
    expect(found(await look('blocked'), before)).toEqual({
      'kafka.group-lag': [
        'warning: blocked has members and processes nothing: 21 records wait on 3 partitions (blocked/0, blocked/1, blocked/2)',
      ],
    })
    release()
    await consumer.disconnect()
  })

  it('finds that nobody consumes, as critical only while more arrives, and tells who moved the position', async () => {
    const name = await topic('deserted')
    const consumer = await consume(kafka, 'deserted', name)
    await produce(kafka, name, 10)
    await until('all is read', async () => (await waiting('deserted')) === 0)
    await consumer.disconnect()
    const idle = await look('deserted')
    expect(notOk(idle)).toEqual({})
    await produce(kafka, name, 10)
    const first = await look('deserted')
    expect(notOk(first)['kafka.no-members']).toContain('a second look tells whether it is back')
    const second = await look('deserted')
    expect(found(second, first)['kafka.no-members']).toEqual([
      'warning: nobody consumes for deserted: 30 records wait, none arrives',
    ])
    await produce(kafka, name, 1)
    const third = await look('deserted')
    expect(found(third, second)['kafka.no-members']).toEqual([
      expect.stringMatching(/^critical: nobody consumes for deserted: 33 records wait, 3 more in \d s$/),
    ])
    await admin.setOffsets({ groupId: 'deserted', topic: name, partitions: [{ partition: 0, offset: '2' }] })
    const reset = await look('deserted')
    expect(readChanges(kafkaChanges, reset, third)).toMatchObject([
      { kind: 'offsets', summary: 'the position of deserted was set back by 8 records on deserted/0' },
    ])
  })

  it('finds records that were deleted before they were read', async () => {
    const name = await topic('expired')
    await admin.setOffsets({ groupId: 'expired', topic: name, partitions: [{ partition: 0, offset: '0' }] })
    await produce(kafka, name, 10)
    await admin.deleteTopicRecords({ topic: name, partitions: [{ partition: 0, offset: '4' }] })
    expect(found(await look('expired'))['kafka.committed-behind-log-start']).toEqual([
      'warning: 4 records were deleted before expired read them, on expired/0',
    ])
  })

  it('finds a transaction that nobody ends, and who waits behind it', async () => {
    const name = await topic('pending')
    const consumer = await consume(kafka, 'pending', name)
    const producer = kafka.producer({ transactionalId: 'pending-1', idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    await produce(kafka, name, 3)
    await until('all is read', async () => (await waiting('pending')) === 0)
    const transaction = await producer.transaction()
    await transaction.send({ topic: name, messages: [{ partition: 0, value: 'x' }] })
    const held = await look('pending')
    expect(seen(offsets, held).transactions).toMatchObject([{ topic: name, partition: 0, firstOffset: 3 }])
    expect(judged(held).find(({ check }) => check === hangingTransaction.id)).toMatchObject({ answer: 'ok' })
    const [finding] = hangingTransaction.ask(only(held), undefined, { idleSeconds: 0 }).findings
    expect(finding).toMatchObject({ summary: expect.stringContaining('a transaction on pending/0 has been open') })
    await transaction.commit()
    expect(seen(offsets, await look('pending')).transactions).toEqual([])
    await producer.disconnect()
    await consumer.disconnect()
  })
})
