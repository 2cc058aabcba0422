import { describe, expect, it } from 'vitest'
import type { CheckAnswer } from '../../../src/core/check.ts'
import type { Look } from '../../../src/core/look.ts'
import type { Shown, View } from '../../../src/core/view.ts'
import { commandsBetween } from '../../../src/facts/redis/commands.ts'
import { memory } from '../../../src/views/redis/memory.ts'
import { slowlog } from '../../../src/views/redis/slowlog.ts'
import { status } from '../../../src/views/redis/status.ts'
import { earlier, look } from '../../checks/redis/looks.ts'

const MB = 1024 * 1024

function show(view: View, now: Look, before?: Look, answers: readonly CheckAnswer[] = []): Shown {
  const [instance] = now.instances
  if (instance === undefined) throw new Error('an empty look')
  return view.show(instance, before, { params: {}, answers })
}

const answer = (check: string, severity: 'warning' | 'critical'): CheckAnswer => ({
  ...{ check, kind: 'condition', target: { system: 'redis', kind: 'server', name: 'cache' }, answer: 'found' },
  findings: [{ severity } as CheckAnswer['findings'][number]],
  ...{ reason: null, grant: null, wantsSecondLook: false },
})

describe('redis status', () => {
  it('has a row for each server, with its share of the limit only where there is one', () => {
    const shown = show(status, look({}, { server: { role: 'replica' }, memory: { limit: 0 } }))
    const [servers] = shown.tables
    expect(servers?.title).toBe('Redis 7.0.15, standalone: 1 master, 1 replica')
    expect(servers?.rows).toMatchObject([
      { server: '10.0.0.0:6379', role: 'master', usedShare: 0.5, hitRatio: 0.9, keys: 10_000 },
      { server: '10.0.0.1:6379', role: 'replica' },
    ])
    expect(servers?.rows[1]).not.toHaveProperty('usedShare')
  })

  it('shows the worst server of each aspect, and what its checks say', () => {
    const now = look({}, { memory: { counted: 95 * MB } })
    const [, aspects] = show(status, now, undefined, [answer('redis.memory-limit', 'critical')]).tables
    expect(aspects?.title).toMatch(/^1 of \d+ aspects need attention$/)
    expect(aspects?.rows.find((row) => row.aspect === 'memory')).toMatchObject({
      value: { amount: 0.95, kind: 'share' },
      state: 'critical',
    })
  })

  it('leaves out what does not apply, and takes what may not be known for unknown', () => {
    const [, aspects] = show(status, look({ clients: { limit: null }, stats: { errors: null } })).tables
    expect(aspects?.rows.map((row) => row.aspect)).not.toContain('cluster')
    expect(aspects?.rows.map((row) => row.aspect)).not.toContain('replication')
    for (const aspect of ['clients', 'refused commands'])
      expect(aspects?.rows.find((row) => row.aspect === aspect)).toMatchObject({ value: { amount: null } })
  })

  it('names servers that could not be looked at', () => {
    const unasked = [{ address: '10.0.0.9:6379', kind: 'unreachable', reason: 'no connection' }]
    expect(show(status, look({ unasked })).tables[0]?.notes).toEqual(['10.0.0.9:6379 is not shown: no connection'])
  })
})

describe('redis memory', () => {
  it('says what happens to writes at the limit', () => {
    const policies = ['noeviction', 'volatile-lru', 'allkeys-lfu'].map((policy) => ({
      ...{ memory: { policy }, keyspace: { keys: 1000, expiring: 5 } },
    }))
    const [servers] = show(memory, look(...policies)).tables
    expect(servers?.rows.map((row) => row.atLimit)).toEqual(['refuses', 'refuses', 'evicts'])
  })

  it('has no share of a limit that there is not', () => {
    const [servers] = show(memory, look({ memory: { limit: 0 } })).tables
    expect(servers?.title).toBe('50 MB in use, no limit (maxmemory 0)')
    expect(Object.keys(servers?.rows[0] ?? {})).not.toEqual(expect.arrayContaining(['usedShare']))
  })

  it('turns evictions into a rate where it looked twice, and never across a restart', () => {
    const before = earlier(10, look({ stats: { evicted: 100 } }))
    const rate = (runId: string) => show(memory, look({ runId, stats: { evicted: 150 } }), before).tables[0]?.rows[0]
    expect(rate('r1')).toMatchObject({ evicted: 150, evictedRate: 5 })
    expect(rate('r2')).not.toHaveProperty('evictedRate')
  })

  it('says what the memory is made of, the largest part first', () => {
    const none = { replicas: 0, backlog: 0, appendOnlyFile: 0, scripts: 0 }
    const parts = { ...none, data: 10 * MB, tables: 5 * MB, startup: MB, clients: 34 * MB }
    const [, made] = show(memory, look({ memory: { parts } })).tables
    expect(made?.rows.map(({ part, share }) => [part, share])).toEqual([
      ['buffers of clients', 0.68],
      ['keys and values', 0.2],
      ['tables of keys and their expiry', 0.1],
      ['the empty server', 0.02],
    ])
  })
})

describe('redis slowlog', () => {
  it('adds up what is alike, the longest first', () => {
    const slow = [
      { command: 'keys', tookMs: 40, ageMs: 9000 },
      { command: 'get', key: 'session:…', tookMs: 90, ageMs: 4000 },
      { command: 'keys', tookMs: 60, ageMs: 1000 },
    ]
    const [alike, single] = show(slowlog, look({ slow })).tables
    expect(alike?.title).toBe('3 commands in the slow log, the longest took 90 ms')
    expect(alike?.rows).toMatchObject([
      { command: 'get', calls: 1, longest: 90, everything: false },
      { command: 'keys', calls: 2, longest: 60, mean: 50, newest: 1000, everything: true },
    ])
    expect(single?.rows.map((row) => row.ageMs)).toEqual([1000, 4000, 9000])
  })

  it('says in a sentence that nothing was slow', () => {
    expect(show(slowlog, look({})).tables).toMatchObject([{ title: 'no command in the slow log', rows: [] }])
  })
})

describe('commands between two looks', () => {
  const use = (calls: number, tookMs: number) => ({ command: 'get', calls, tookMs, failed: 0 })
  const pair = (now: number, then: number) => ({
    ...{ address: 'a', runId: 'r', value: { commands: [use(now, now)] } },
    earlier: { value: { commands: [use(then, then)] }, elapsedMs: 1000 },
  })

  it('are what was called meanwhile', () => {
    expect(commandsBetween(pair(30, 10))).toEqual([use(20, 20)])
    expect(commandsBetween(pair(10, 10))).toEqual([])
  })

  it('are all of them after the counters were reset', () => {
    expect(commandsBetween(pair(5, 10))).toEqual([use(5, 5)])
  })
})
