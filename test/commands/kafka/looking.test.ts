import { Admin as AdminClient, Consumer, stringDeserializers } from '@platformatic/kafka'
import { type Admin, CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { listing, tableIn, usrops } from '../program.ts'

const person = { id: 4711, email: 'anna@example.org', password: 'hunter2', street: 'Rosenweg' }

await describeOnBench(['kafka'], 'usrops kafka', () => {
  let bench: Bench<'kafka'>
  let kafka: Kafka
  let admin: Admin

  beforeAll(async () => {
    bench = await startBench({ kafka: true })
    kafka = new Kafka({ brokers: [bench.kafka.brokers], logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 3 }] })
    await write(kafka)
    await leaveBehind(bench.kafka.brokers)
    // The client fails at first: it does not know the leader yet.
    await until('records can be deleted', () => deleteBefore(admin, 10))
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    await admin.disconnect()
    await bench.stop()
  })

  const env = () => ({ KAFKA_BROKERS: bench.kafka.brokers })
  const state = async () => [await admin.listTopics(), (await admin.listGroups()).groups]

  it('status shows brokers, partitions and groups', async () => {
    const shown = await listing(env(), 'kafka', 'status')
    const { rows } = tableIn(shown, /^1 broker up/)
    expect(rows).toMatchObject([{ up: true, controller: true, outOfSync: 0, leads: rows[0]?.replicas }])
    const aspects = tableIn(shown, /nothing is wrong/).rows
    expect(aspects.find(({ aspect }) => aspect === 'without members')).toMatchObject({ value: { amount: 100 } })
  })

  it('lag shows who is behind, where, and what was deleted before it was read', async () => {
    const one = await listing(env(), 'kafka', 'lag', 'group-7')
    expect(tableIn(one, 'wait for').rows).toMatchObject([
      { group: 'group-7', state: 'Empty', members: 0, lag: 23, lost: 9, worst: 'orders/2', unread: 0 },
    ])
    expect(tableIn(one, 'by partition').rows).toMatchObject([
      { partition: 'orders/2', committed: 1, end: 20, lag: 19 },
      { partition: 'orders/0', committed: 1, end: 5, lag: 4 },
      { partition: 'orders/1', committed: 1, start: 10, end: 10, lag: 0 },
    ])
    const all = await listing(env(), 'kafka', 'lag', '--limit', '500')
    expect(tableIn(all, 'of 100 groups').rows).toHaveLength(100)
  })

  it('lag sees a live group of the new protocol as it is, and how it moves', async () => {
    const modern = new Consumer({
      ...{ clientId: 'modern', groupId: 'modern', bootstrapBrokers: [bench.kafka.brokers], autocommit: 100 },
      ...{ groupProtocol: 'consumer', deserializers: stringDeserializers },
    })
    const stream = await modern.consume({ topics: ['orders'], mode: 'earliest' })
    stream.on('data', () => undefined)
    const groupNow = async (...words: readonly string[]) =>
      tableIn(await listing(env(), 'kafka', 'lag', 'modern', ...words), 'wait for').rows[0]
    await until('the group has read everything', async () => (await groupNow().catch(() => undefined))?.lag === 0)
    expect(await groupNow('--interval', '500ms')).toMatchObject({
      ...{ state: 'Stable', members: 1, protocol: 'consumer', trend: 'caught up', change: 0 },
    })
    await stream.close()
    await modern.close(true)
  })

  it('lag says which of the named groups is not there', async () => {
    const { tables } = await listing(env(), 'kafka', 'lag', 'group-1', 'group-x')
    expect(tables[0]?.notes).toContain('no broker that could be asked knows group-x')
    const { stdout, code } = await usrops(env(), 'kafka', 'lag', 'group-x')
    expect(stdout).toContain('knows the consumer group group-x')
    expect(code).toBe(7)
  })

  it('peek shows what a record is like, and what it says only when asked, masked', async () => {
    const plain = await listing(env(), 'kafka', 'peek', 'orders/0@0')
    const aspect = (name: string) => plain.tables[0]?.rows.find((row) => row.aspect === name)?.value
    expect([aspect('key looks like'), aspect('decodes as JSON'), aspect('compression')]).toEqual([
      ...['user:[number]', true, 'gzip'],
    ])
    expect(tableIn(plain, 'fields of the value').rows).toContainEqual({ field: 'password', kind: 'text', size: 7 })
    expect(JSON.stringify(plain)).not.toMatch(/anna|hunter2|Rosenweg|xyz/)
    const told = await listing(env(), 'kafka', 'peek', 'orders/0@0', '--value')
    expect(tableIn(told, 'fields of the value').rows).toContainEqual(
      expect.objectContaining({ field: 'street', text: 'Rosenweg' }),
    )
    expect(JSON.stringify(told)).not.toMatch(/anna|hunter2|xyz/)
  })

  it.each([
    ['orders/0@1', /no JSON from character 13 on/],
    ['orders/0@3', /registered schema 42/],
  ])('peek says what is the matter with %s', async (record, says) => {
    expect((await usrops(env(), 'kafka', 'peek', record)).stdout).toMatch(says)
  })

  it.each([
    ['orders/0@99', /the log holds 0 to 4/, 7],
    ['orders', /"orders" names no record\nhint: write TOPIC\/PARTITION@OFFSET/, 2],
  ])('peek says why it does not show %s', async (record, says, exit) => {
    const { stdout, stderr, code } = await usrops(env(), 'kafka', 'peek', record)
    expect(stdout + stderr).toMatch(says)
    expect(code).toBe(exit)
  })

  it('joins no group, commits nothing and creates nothing', async () => {
    const before = await state()
    const position = await admin.fetchOffsets({ groupId: 'group-7' })
    for (const words of [
      ['lag', 'nobody'],
      ['peek', 'orders/0@0'],
      ['peek', 'new/0@0'],
    ])
      await usrops(env(), 'kafka', ...words)
    expect(await state()).toEqual(before)
    expect(await admin.fetchOffsets({ groupId: 'group-7' })).toEqual(position)
  })
})

/** Five records on the first partition, each decodable in another way; more on the others. */
async function write(kafka: Kafka): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const headers = { authorization: 'Bearer xyz' }
  const messages = [
    { partition: 0, key: 'user:4711', value: JSON.stringify(person), headers },
    { partition: 0, value: '{"id": 4711, broken' },
    { partition: 0, key: 'user:4711', value: null },
    { partition: 0, value: Buffer.from([0, 0, 0, 0, 42, 200, 201]) },
    { partition: 0, value: 'x' },
    ...Array.from({ length: 10 }, () => ({ partition: 1, value: 'x' })),
    ...Array.from({ length: 20 }, () => ({ partition: 2, value: 'x' })),
  ]
  await producer.send({ topic: 'orders', compression: CompressionTypes.GZIP, messages })
  await producer.disconnect()
}

function deleteBefore(admin: Admin, offset: number): Promise<boolean> {
  const partitions = [{ partition: 1, offset: String(offset) }]
  return admin.deleteTopicRecords({ topic: 'orders', partitions }).then(
    () => true,
    () => false,
  )
}

/** A hundred groups without members that have read one record of each partition. */
async function leaveBehind(brokers: string): Promise<void> {
  const client = new AdminClient({ clientId: 'bench', bootstrapBrokers: [brokers] })
  const partitionOffsets = [0, 1, 2].map((partition) => ({ partition, offset: 1n }))
  const commit = (index: number) =>
    client.alterConsumerGroupOffsets({ groupId: `group-${index}`, topics: [{ name: 'orders', partitionOffsets }] })
  // The first one makes the broker create the topic of positions.
  await until('positions can be committed', () =>
    commit(0).then(
      () => true,
      () => false,
    ),
  )
  await Promise.all(Array.from({ length: 99 }, (_, index) => commit(index + 1)))
  await client.close()
}
