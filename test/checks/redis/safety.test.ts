import { describe } from 'vitest'
import { look, opinion } from './looks.ts'
import { policies, type Row } from './policies.ts'

const MB = 1024 * 1024
const following = { master: '10.0.0.1:6379', linkUp: false, syncing: false, downMs: 5000, lastHeardMs: 5000, offset: 1 }
const replica = { address: '10.0.0.2:6379', state: 'online', gapBytes: 2 * MB, lastHeardMs: 0 }
const failed = { lastOk: false, inProgress: false, lastSaveAgeMs: 7_200_000, changesSince: 900 }

const rows: readonly Row[] = [
  [
    'a failed snapshot warns while writes go on',
    'persistence-failing',
    /^warning: the last snapshot failed, last saved 2 h ago, 900 changes since$/,
    { persistence: { snapshot: failed } },
  ],
  [
    'and is critical when they do not',
    'persistence-failing',
    /^critical: .*MISCONF/,
    { persistence: { snapshot: failed }, greeting: 'misconfigured' },
  ],
  [
    'a failed write of the append-only file is critical',
    'persistence-failing',
    /^critical: .*append-only/,
    { persistence: { appendOnly: { lastWriteOk: false, lastRewriteOk: true, rewriteInProgress: false } } },
  ],
  ['a short break of replication is fine', 'replica-link', /^ok$/, { replication: { following } }],
  [
    'a minute of it warns',
    'replica-link',
    /^warning: /,
    { replication: { following: { ...following, downMs: 60_000 } } },
  ],
  [
    'ten minutes are critical',
    'replica-link',
    /^critical: /,
    { replication: { following: { ...following, downMs: 600_000 } } },
  ],
  [
    'a long first copy only warns',
    'replica-link',
    /^warning: .*copying/,
    { replication: { following: { ...following, downMs: 600_000, syncing: true } } },
  ],
  [
    'a gap beyond the backlog warns',
    'replication-gap',
    /^warning: replica 10.0.0.2:6379 is 2 MB behind/,
    { replication: { replicas: [replica] } },
  ],
  [
    'a replica that is being filled has no gap',
    'replication-gap',
    /^ok$/,
    { replication: { replicas: [{ ...replica, state: 'send_bulk' }] } },
  ],
  ['one full copy is a new replica', 'resync-loop', /^ok$/, { stats: { fullResyncs: 2 } }, {}],
  ['three are a loop', 'resync-loop', /^warning: .*3 times/, { stats: { fullResyncs: 4 } }, {}],
  ['40 ms are not slow', 'slow-commands', /^ok$/, { slow: [{ tookMs: 40 }] }],
  ['ten minutes ago is over', 'slow-commands', /^ok$/, { slow: [{ tookMs: 900, ageMs: 600_000 }] }],
  [
    'KEYS is named with who sent it',
    'slow-commands',
    /KEYS, which walks through everything, with 400 ms by reporting \(10.0.0.9\)/,
    { slow: [{ tookMs: 400, command: 'keys', client: 'reporting' }] },
  ],
  ['a tenth of the time stalled is critical', 'slow-commands', /^critical: /, { slow: [{ tookMs: 31_000 }] }],
  ['a replica that refuses old answers', 'refusing-commands', /^critical: .*MASTERDOWN/, { greeting: 'master-down' }],
  [
    'two masters of one lineage are a split',
    'split-brain',
    /^critical: 2 servers/,
    look({ sentinel: { sentinels: [opinion], unasked: [] } }, {}),
  ],
  [
    'two strangers are none',
    'split-brain',
    /^ok$/,
    look({ sentinel: { sentinels: [opinion], unasked: [] } }, { replication: { lineage: 'b2' } }),
  ],
  [
    'nor is a failover under way',
    'split-brain',
    /^ok$/,
    look({ sentinel: { sentinels: [{ ...opinion, failoverInProgress: true }], unasked: [] } }, {}),
  ],
  [
    'one Sentinel of three that doubts proves nothing',
    'sentinel-master',
    /^ok$/,
    {
      sentinel: {
        sentinels: [opinion, opinion, { ...opinion, masterHealth: 'suspected', masterDownMs: 4000 }],
        unasked: [],
      },
    },
  ],
  [
    'an agreed death is critical',
    'sentinel-master',
    /^critical: 1 of 1 .* down for 40 s/,
    { sentinel: { sentinels: [{ ...opinion, masterHealth: 'down', masterDownMs: 40_000 }], unasked: [] } },
  ],
  [
    'Sentinels must name one master',
    'sentinel-quorum',
    /^critical: Sentinels name different masters/,
    { sentinel: { sentinels: [opinion, { ...opinion, master: '10.0.0.9:6379' }], unasked: [] } },
  ],
  [
    'a ratio of 16 over a few MB is no fragmentation',
    'fragmentation',
    /^ok$/,
    { memory: { fragmentation: { ratio: 16.6, bytes: 20 * MB } } },
  ],
  [
    'a server that was not looked at makes the answer unknown',
    'memory-limit',
    /^unknown$/,
    { unasked: [{ address: '10.0.0.8:6379', kind: 'unreachable', reason: 'not reachable from here' }] },
  ],
]

describe('checks of what keeps the data of Redis safe, and serves it', () => {
  policies(rows)
})
