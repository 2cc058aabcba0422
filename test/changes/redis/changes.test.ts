import { describe, expect, it } from 'vitest'
import { redisChanges } from '../../../src/changes/redis.ts'
import { readChanges } from '../../../src/core/change.ts'
import { earlier, look, NOW, type Shown } from '../../checks/redis/looks.ts'

const summaries = (now: Shown, before: Shown) =>
  readChanges(redisChanges, look(now), earlier(60, look(before)))
    .filter(({ kind }) => kind !== 'restart')
    .map(({ at, kind, summary }) => ({ ago: NOW - at, kind, summary }))

describe('what became different about Redis', () => {
  it('tells a restart by the uptime, without an earlier look', () => {
    const changes = readChanges(redisChanges, look({ server: { uptimeMs: 120_000 } }), undefined)
    expect(changes).toMatchObject([
      { kind: 'restart', at: NOW - 120_000, summary: 'Redis 10.0.0.0:6379 started (version 7.0.15)' },
    ])
  })

  it('tells a failover by the role, a flush by the calls, and a setting by its values', () => {
    expect(summaries({ server: { role: 'replica' } }, {})).toEqual([
      { ago: 60_000, kind: 'failover', summary: 'Redis 10.0.0.0:6379 became replica, it was master' },
    ])
    expect(summaries({ stats: { calls: { flushall: 2 } } }, {})).toMatchObject([
      { kind: 'flush', summary: expect.stringMatching(/FLUSHALL or FLUSHDB, 2 times/) },
    ])
    expect(summaries({ configuration: { maxmemory: '1' } }, { configuration: { maxmemory: '2' } })).toMatchObject([
      { kind: 'configuration', summary: 'Redis 10.0.0.0:6379: maxmemory 2 -> 1' },
    ])
  })

  it('does not take the lack of a right for a change of settings', () => {
    expect(summaries({ configuration: { maxmemory: '1' } }, {})).toEqual([])
  })

  it('notices that most keys are gone, also after a restart', () => {
    expect(summaries({ keyspace: { keys: 12 }, runId: 'r2' }, {})).toMatchObject([
      { kind: 'flush', summary: expect.stringMatching(/holds 12 keys, it held 10000/) },
    ])
    expect(summaries({ keyspace: { keys: 9000 } }, {})).toEqual([])
  })
})
