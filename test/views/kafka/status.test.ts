import { describe, expect, it } from 'vitest'
import { type PeekedRecord, recordAt } from '../../../src/facts/kafka/record.ts'
import { valueShape } from '../../../src/facts/kafka/value-shape.ts'
import { peekView } from '../../../src/views/kafka/peek.ts'
import { status } from '../../../src/views/kafka/status.ts'
import { look } from '../../checks/kafka/looks.ts'
import { shownBy } from '../showing.ts'

describe('kafka status', () => {
  const show = (shown: Parameters<typeof look>[0]) => {
    const [instance] = look(shown).instances
    if (instance === undefined) throw new Error('an empty look')
    return status.show(instance, undefined, { params: {}, answers: [] }).tables
  }

  it('shows each broker, and which cannot be reached from here', () => {
    const brokers = [
      { id: 1, host: 'kafka-1', port: 9092, rack: 'a', unasked: null },
      { id: 2, host: 'kafka-2', port: 9092, rack: null, unasked: 'kafka-2:9092 does not answer' },
    ]
    const [table, aspects] = show({ cluster: { brokers } })
    expect(table?.title).toBe('2 brokers up, 1 topic, 3 partitions')
    expect(table?.rows).toMatchObject([
      { broker: 1, address: 'kafka-1:9092', controller: true, rack: 'a' },
      { broker: 2, address: 'kafka-2:9092', controller: false },
    ])
    expect(table?.notes).toEqual(['kafka-2:9092 does not answer'])
    expect(aspects?.rows.find((row) => row.aspect === 'brokers')).toMatchObject({
      value: { amount: 1 },
      state: 'unknown',
    })
  })

  it('does not guess the controller where it may not be asked', () => {
    expect(show({ cluster: { controller: null } })[0]?.rows).toMatchObject([{ controller: null }, {}, {}])
  })

  it('shows the worst partitions first, and none where all is well', () => {
    expect(show({})).toHaveLength(2)
    const [, , sick] = show({ partitions: [{ isr: [1, 2] }, { isr: [1] }, { leader: null, isr: [] }] })
    expect(sick?.rows.map(({ partition, problem }) => [partition, problem])).toEqual([
      ['orders/2', 'no leader'],
      ['orders/1', 'refuses acks=all'],
      ['orders/0', 'under-replicated'],
    ])
    expect(sick?.rows[0]).not.toHaveProperty('leader')
  })

  it('does not know how many refuse writes where the setting may not be read', () => {
    const [, aspects] = show({ minIsr: null, partitions: [{ isr: [1] }] })
    expect(aspects?.rows[1]).toMatchObject({ aspect: 'under min.insync.replicas', value: { amount: null } })
  })
})

describe('kafka peek', () => {
  const at = { topic: 'orders', partition: 3, offset: 42 }
  const shape = (text: string) => valueShape(Buffer.from(text), false)
  const record: NonNullable<PeekedRecord['record']> = {
    ...{ offset: 42, ageMs: 5000, stampedBy: 'producer', transactional: false, marker: false },
    ...{ compression: 'none', together: 1, key: shape('user:4711'), value: shape('{"id":1}'), headers: [] },
  }
  const show = (seen: Partial<PeekedRecord>) =>
    shownBy(peekView(at, false), [[recordAt(at, false), { start: 0, end: 100, record, ...seen }]])
  const aspects = (seen: Partial<PeekedRecord>) =>
    Object.fromEntries(show(seen).tables[0]?.rows.map(({ aspect, value }) => [aspect, value]) ?? [])

  it('says what a record is like', () => {
    expect(show({}).tables.map(({ title }) => title)).toEqual(['orders/3@42: 8 bytes, JSON', 'fields of the value'])
    expect(aspects({})).toMatchObject({
      ...{ 'key looks like': 'user:[number]', 'decodes as JSON': true, 'log ends before': 100 },
      age: { amount: 5000, kind: 'age' },
    })
  })

  it.each([
    ['orders/3@42: a tombstone', { value: null }],
    ['orders/3@42: the end of a transaction', { marker: true }],
    ['orders/3@42: 4 bytes, text, no JSON from character 0 on', { value: { ...shape('nope'), brokenAt: 0 } }],
    ['orders/3@44 (the one asked for is gone: the next one kept): 8 bytes, JSON', { offset: 44 }],
  ])('says: %s', (title, more) => {
    expect(show({ record: { ...record, ...more } }).tables[0]?.title).toBe(title)
  })

  it.each([
    [{ start: 50, end: 100 }, 'the log holds 50 to 99'],
    [{ start: 7, end: 7 }, 'the log is empty'],
  ])('says where the log is when the record is not in it: %o', (log, where) => {
    expect(show({ ...log, record: null })).toEqual({
      tables: [],
      gaps: [{ reason: `there is no record at orders/3@42: ${where}`, grant: null }],
    })
  })
})
