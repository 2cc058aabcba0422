import { describe, expect, it } from 'vitest'
import { type Commands, commands } from '../../../src/facts/redis/commands.ts'
import { type Expiry, expiry as expiryFacts } from '../../../src/facts/redis/expiry.ts'
import { type Frequencies, frequencies } from '../../../src/facts/redis/frequencies.ts'
import { type Keys, keys as keysFacts } from '../../../src/facts/redis/keys.ts'
import type { PerNode } from '../../../src/facts/redis/per-node.ts'
import { expiryView } from '../../../src/views/redis/expiry.ts'
import { hot } from '../../../src/views/redis/hot.ts'
import { keysView } from '../../../src/views/redis/keys.ts'
import { shownBy } from '../showing.ts'

const session = { prefix: 'session:', words: false }
const walked = { database: 0, keys: 1000, passed: 1000, whole: true, matched: 100, others: 0 }

function servers<Value>(...values: readonly Value[]): PerNode<Value> {
  return { nodes: values.map((value, index) => ({ address: `10.0.0.${index}:6379`, runId: 'r', value })), unasked: [] }
}

describe('redis list', () => {
  const shape = (keys: number, more: Partial<Keys['shapes'][number]['sample']> = {}) => ({
    ...{ shape: 'session:[hex]', keys },
    sample: { keys: 10, types: ['hash'], bytes: 1000, largestBytes: 300, ...more },
  })
  const show = (...values: readonly Partial<Keys>[]) =>
    shownBy(keysView(session), [[keysFacts, servers(...values.map((each) => ({ ...walked, shapes: [], ...each })))]])
      .tables[0]

  it('adds up the servers of a cluster, and guesses the size of all from a sample', () => {
    const table = show({ shapes: [shape(60)] }, { shapes: [shape(40, { types: ['string'], bytes: 3000 })] })
    expect(table?.title).toBe('200 keys begin with session:, of all 2,000 keys')
    expect(table?.rows).toEqual([
      {
        ...{ shape: 'session:[hex]', keys: 100, share: 0.5, types: 'hash, string' },
        ...{ mean: 200, bytes: 20_000, largest: 300 },
      },
    ])
  })

  it('says how much of the keys it has seen where that is not all', () => {
    const table = show({ whole: false, keys: 5_000_000, passed: 200_000 })
    expect(table?.title).toBe('100 keys begin with session:, of about 200,000 looked at of 5,000,000')
    expect(table?.notes?.[0]).toContain('--most')
  })

  it('takes what may not be asked for unknown, and says which right is missing', () => {
    const table = show({ shapes: [shape(60, { bytes: null, types: null, largestBytes: null })] })
    expect(table?.rows).toMatchObject([{ types: null, bytes: null, mean: null, largest: null, keys: 60 }])
    expect(table?.notes?.at(-1)).toMatch(/^TYPE and MEMORY USAGE may not be asked .*--acl redis/)
  })

  it('says what is in no row, and which database it is about', () => {
    const notes = show({ others: 7, database: 3 })?.notes?.join('; ')
    expect(notes).toMatch(/7 keys of further shapes.*; keys of database 3;/)
  })
})

describe('redis ttl audit', () => {
  const shape = (name: string, keys: number, permanent: number) => ({
    ...{ shape: name, keys, permanent, expiring: [keys - permanent, 0, 0, 0, 0] },
    ...(permanent === keys ? { shortestMs: null, longestMs: null } : { shortestMs: 1000, longestMs: 50_000 }),
  })
  const show = (...shapes: Expiry['shapes']) =>
    shownBy(expiryView(session), [[expiryFacts, servers({ ...walked, shapes })]]).tables[0]

  it('shows first where most keys never expire', () => {
    const table = show(shape('session:[hex]', 90, 1), shape('session:[word]', 10, 10))
    expect(table?.title).toBe('11 keys never expire: 100 keys begin with session:, of all 1,000 keys')
    expect(table?.rows).toMatchObject([
      { shape: 'session:[word]', permanent: 10, permanentShare: 1 },
      { shape: 'session:[hex]', permanent: 1, minute: 89, shortest: 1000, longest: 50_000 },
    ])
    expect(table?.rows[0]).not.toHaveProperty('shortest')
  })

  it('warns of deleting keys because they never expire, where there are some', () => {
    expect(show(shape('session:[hex]', 5, 5))?.notes?.at(-1)).toContain('never delete keys because of it')
    expect(show(shape('session:[hex]', 5, 0))?.notes).toEqual([])
  })
})

describe('redis hot', () => {
  const use: Commands = { commands: [{ command: 'get', calls: 100, tookMs: 50, failed: 2 }] }
  const frequency: Frequencies = {
    ...{ ...walked, policy: 'allkeys-lfu', others: 0 },
    shapes: [
      { shape: 'cart:[number]', keys: 10, total: 100, highest: 90, hot: 0 },
      { shape: 'flags', keys: 1, total: 200, highest: 200, hot: 1 },
    ],
  }

  it('shows the kinds of keys with the highest counters first', () => {
    const [keys] = shownBy(hot, [
      [commands, servers(use)],
      [frequencies, servers(frequency)],
    ]).tables
    expect(keys?.title).toBe('1 hot key (counter from 100 on) among all 100 keys')
    expect(keys?.rows).toMatchObject([
      { shape: 'flags', highest: 200, mean: 200, hot: 1 },
      { shape: 'cart:[number]', highest: 90, mean: 10, hot: 0 },
    ])
  })

  it('shows the commands where keys are not counted', () => {
    const { tables, gaps } = shownBy(hot, [[commands, servers(use)]])
    expect(tables).toMatchObject([{ rows: [{ command: 'get', calls: 100, share: 1, mean: 0.5, failed: 2 }] }])
    expect(gaps).toHaveLength(1)
  })

  it('shows what was called between two looks', () => {
    const later = { commands: [{ command: 'get', calls: 700, tookMs: 110, failed: 2 }] }
    const before = [[commands, servers(use)]] as const
    const [table] = shownBy(hot, [[commands, servers(later)]], { before }).tables
    expect(table?.title).toBe('commands by the time they took in the last 60 s')
    expect(table?.rows).toMatchObject([{ calls: 600, rate: 10, mean: 0.1, failed: 0 }])
  })
})
