import { describe, expect, it } from 'vitest'
import { redisChecks } from '../../../src/checks/redis/index.ts'
import { answerOf, earlier, look } from './looks.ts'
import { policies, type Row } from './policies.ts'

const MB = 1024 * 1024
const counted = (hits: number, misses: number) => ({ stats: { hits, misses, commands: 1_000_000 + hits } })

const rows: readonly Row[] = [
  ['memory at 79 % is fine', 'memory-limit', /^ok$/, { memory: { counted: 79 * MB } }],
  [
    'memory at 85 % that may not be evicted warns',
    'memory-limit',
    /^warning: memory at 85 %/,
    { memory: { counted: 85 * MB } },
  ],
  [
    'memory at its limit says that writes are refused',
    'memory-limit',
    /^critical: .*writes are refused now$/,
    { memory: { counted: 101 * MB } },
  ],
  [
    'a full cache that evicts is as it should be',
    'memory-limit',
    /^ok$/,
    { memory: { counted: 100 * MB, policy: 'allkeys-lru' } },
  ],
  [
    'a volatile policy with keys that expire evicts',
    'memory-limit',
    /^ok$/,
    { memory: { counted: 100 * MB, policy: 'volatile-lru' } },
  ],
  [
    'a volatile policy without such keys refuses',
    'memory-limit',
    /^critical: .*next to no key/,
    { memory: { counted: 100 * MB, policy: 'volatile-lru' }, keyspace: { expiring: 3 } },
  ],
  ['no limit is no finding', 'memory-limit', /^ok$/, { memory: { limit: 0, counted: 9000 * MB } }],
  [
    'a replica follows its master over the limit',
    'memory-limit',
    /^ok$/,
    { memory: { counted: 100 * MB }, server: { role: 'replica' } },
  ],
  ['old errors ask for a second look', 'refused-writes', /^again$/, { stats: { errors: { OOM: 12 } } }],
  [
    'errors that stopped are over',
    'refused-writes',
    /^ok$/,
    { stats: { errors: { OOM: 12 } } },
    { stats: { errors: { OOM: 12 } } },
  ],
  [
    'wrong passwords are no refused writes',
    'refused-writes',
    /^ok$/,
    { stats: { errors: { WRONGPASS: 12, ERR: 4 } } },
    {},
  ],
  ['new errors are a finding', 'refused-writes', /^critical: .*12 with OOM/, { stats: { errors: { OOM: 12 } } }, {}],
  [
    'errors of an earlier process are not compared',
    'refused-writes',
    /^again$/,
    { stats: { errors: { OOM: 12 } }, runId: 'r2' },
    {},
  ],
  [
    'a few evictions of a cache are its work',
    'evictions',
    /^ok$/,
    { stats: { evicted: 100, commands: 1_020_000 }, memory: { policy: 'allkeys-lru' } },
    { memory: { policy: 'allkeys-lru' } },
  ],
  [
    'many evictions of a cache are too many',
    'evictions',
    /^warning: .*too small/,
    { stats: { evicted: 900, commands: 1_020_000 }, memory: { policy: 'allkeys-lru' } },
    { memory: { policy: 'allkeys-lru' } },
  ],
  [
    'sessions must not be evicted at all',
    'evictions',
    /^warning: .*before their time/,
    { stats: { evicted: 20, commands: 1_020_000 }, memory: { policy: 'volatile-ttl' } },
    { memory: { policy: 'volatile-ttl' } },
  ],
  ['a stable ratio is fine whatever it is', 'hit-ratio', /^ok$/, counted(900_300, 300_100), counted(900_000, 300_000)],
  [
    'a drop of twenty points warns',
    'hit-ratio',
    /^warning: 70 % .*90 % before$/,
    counted(900_700, 100_300),
    counted(900_000, 100_000),
  ],
  ['a handful of look-ups proves nothing', 'hit-ratio', /^ok$/, counted(900_005, 100_050), counted(900_000, 100_000)],
  [
    'a workload that always missed is not cold',
    'hit-ratio',
    /^ok$/,
    counted(101_000, 909_000),
    counted(100_000, 900_000),
  ],
  [
    'mostly misses after a restart say so',
    'hit-ratio',
    /^warning: 20 % .*restarted 5 min ago/,
    { ...counted(1100, 4400), server: { uptimeMs: 300_000 } },
    { ...counted(100, 400), server: { uptimeMs: 290_000 } },
  ],
  ['connections at 79 % are fine', 'client-limit', /^ok$/, { clients: { connected: 790 } }],
  ['connections at 95 % are critical', 'client-limit', /^critical: 950 of 1000/, { clients: { connected: 950 } }],
  ['an unknown limit is no finding', 'client-limit', /^ok$/, { clients: { connected: 950, limit: null } }],
  ['rejections long ago, with room now, are over', 'rejected-clients', /^ok$/, { stats: { rejectedConnections: 4 } }],
  [
    'rejections on a server that is still full ask again',
    'rejected-clients',
    /^again$/,
    { stats: { rejectedConnections: 4 }, clients: { connected: 990 } },
  ],
  [
    'new rejections are critical',
    'rejected-clients',
    /^critical: 4 clients turned away/,
    { stats: { rejectedConnections: 4 } },
    {},
  ],
  [
    'waiting workers are normal',
    'blocked-clients',
    /^ok$/,
    { clients: { blocked: 400 } },
    { clients: { blocked: 390 } },
  ],
  [
    'a jump of waiting clients warns',
    'blocked-clients',
    /^warning: 400 of 50/,
    { clients: { blocked: 400 } },
    { clients: { blocked: 5 } },
  ],
]

describe('checks of what Redis has to bear', () => {
  policies(rows)
})

describe('all checks of Redis', () => {
  it('find nothing wrong with a healthy server, in one look and in two', () => {
    const answers = redisChecks.map((check) => [
      answerOf(check, look({})),
      answerOf(check, look({}), earlier(10, look({}))),
    ])
    expect(new Set(answers.flat())).toEqual(new Set(['ok']))
  })
})
