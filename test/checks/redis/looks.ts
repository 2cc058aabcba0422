import type { Check } from '../../../src/core/check.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'
import type { Clients } from '../../../src/facts/redis/clients.ts'
import type { Configuration } from '../../../src/facts/redis/configuration.ts'
import type { Met } from '../../../src/facts/redis/greeting.ts'
import type { Keyspace } from '../../../src/facts/redis/keyspace.ts'
import type { Memory } from '../../../src/facts/redis/memory.ts'
import type { Persistence } from '../../../src/facts/redis/persistence.ts'
import type { Replication } from '../../../src/facts/redis/replication.ts'
import type { Sentinel, SentinelOpinion } from '../../../src/facts/redis/sentinel.ts'
import type { Server } from '../../../src/facts/redis/server.ts'
import type { SlowEntry } from '../../../src/facts/redis/slowlog.ts'
import type { Stats } from '../../../src/facts/redis/stats.ts'

/** What one server shows; what is left out is as on a healthy master with a day of traffic. */
export interface Shown {
  readonly memory?: Partial<Memory>
  readonly stats?: Partial<Stats>
  readonly clients?: Partial<Clients>
  readonly server?: Partial<Server>
  readonly keyspace?: Partial<Keyspace>
  readonly greeting?: Met['greeting']
  readonly persistence?: Partial<Persistence>
  readonly replication?: Partial<Replication>
  readonly configuration?: Configuration['settings']
  readonly slow?: readonly Partial<SlowEntry>[]
  readonly runId?: string
  readonly sentinel?: Sentinel
  readonly unasked?: readonly { address: string; kind: string; reason: string }[]
}

export const NOW = 1_800_000_000_000
const target = { system: 'redis', kind: 'server', name: 'cache' }
const MB = 1024 * 1024

const memory: Memory = {
  used: 50 * MB,
  counted: 50 * MB,
  peak: 60 * MB,
  rss: 70 * MB,
  limit: 100 * MB,
  policy: 'noeviction',
  fragmentation: { ratio: 1.1, bytes: 5 * MB },
  systemTotal: null,
  lazyFreePending: 0,
  overLimitMs: 0,
  parts: null,
}

const stats: Stats = {
  commands: 1_000_000,
  operationsPerSecond: 100,
  hits: 900_000,
  misses: 100_000,
  evicted: 0,
  expired: 5000,
  rejectedConnections: 0,
  totalConnections: 5000,
  fullResyncs: 1,
  latestForkMicros: 500,
  stalePercent: 0,
  errors: {},
  calls: {},
}

const persistence: Persistence = {
  snapshot: { lastOk: true, inProgress: false, lastSaveAgeMs: 600_000, changesSince: 20 },
  appendOnly: null,
}

const replication: Replication = {
  lineage: 'a1',
  formerLineage: null,
  offset: 5000,
  backlogBytes: MB,
  following: null,
  replicas: [],
}

/** A look at one Redis whose servers show this. */
export function look(...servers: readonly Shown[]): Look {
  const node = <Value>(pick: (shown: Shown) => Value) => ({
    at: NOW,
    value: {
      nodes: servers.map((shown, index) => ({
        address: `10.0.0.${index}:6379`,
        runId: shown.runId ?? 'r1',
        value: pick(shown),
      })),
      unasked: servers.flatMap(({ unasked }) => unasked ?? []),
    },
  })
  const observations = {
    'redis.memory': node((shown) => ({ ...memory, ...shown.memory })),
    'redis.stats': node((shown) => ({ ...stats, ...shown.stats })),
    'redis.clients': node((shown) => ({ connected: 50, blocked: 5, limit: 1000, groups: [], ...shown.clients })),
    'redis.server': node((shown) => ({
      version: '7.0.15',
      mode: 'standalone',
      role: 'master',
      uptimeMs: 86_400_000,
      runId: shown.runId ?? 'r1',
      loading: null,
      ...shown.server,
    })),
    'redis.keyspace': node((shown) => ({ keys: 10_000, expiring: 9000, databases: [], ...shown.keyspace })),
    'redis.greeting': node((shown) => ({ greeting: shown.greeting ?? 'pong', roundTripMs: 1 })),
    'redis.persistence': node((shown) => ({ ...persistence, ...shown.persistence })),
    'redis.replication': node((shown) => ({ ...replication, ...shown.replication })),
    'redis.configuration': node((shown) => ({ settings: shown.configuration ?? null })),
    'redis.slowlog': node((shown) => ({
      entries: (shown.slow ?? []).map((entry) => ({
        id: 1,
        ageMs: 1000,
        tookMs: 60,
        command: 'get',
        key: null,
        from: '10.0.0.9',
        client: '',
        ...entry,
      })),
    })),
    'redis.cluster': { at: NOW, value: { views: [], members: [] } },
    'redis.sentinel': { at: NOW, value: servers[0]?.sentinel ?? { sentinels: [], unasked: [] } },
  }
  const instance: InstanceFacts = { system: 'redis', target, vantage: 'operator', identity: null, observations }
  return { at: NOW, instances: [instance] }
}

/** The same look, so many seconds earlier. */
export function earlier(seconds: number, { instances }: Look): Look {
  const at = NOW - seconds * 1000
  return {
    at,
    instances: instances.map((instance) => ({
      ...instance,
      observations: Object.fromEntries(
        Object.entries(instance.observations).map(([id, each]) => [id, { ...each, at }]),
      ),
    })),
  }
}

export const opinion: SentinelOpinion = {
  address: '10.0.0.5:26379',
  master: '10.0.0.0:6379',
  masterHealth: 'ok',
  failoverInProgress: false,
  masterDownMs: null,
  quorum: 2,
  knownSentinels: 3,
  quorumReachable: true,
  quorumSays: 'OK 3 usable Sentinels',
  replicas: [],
}

/** `ok`, `again` (a second look would tell), `unknown`, or the severities and summaries found. */
export function answerOf(check: Check, now: Look, before?: Look): string {
  const [instance] = now.instances
  if (instance === undefined) throw new Error('an empty look')
  const { answer, findings, wantsSecondLook } = check.ask(instance, before, {})
  if (answer === 'found') return findings.map(({ severity, summary }) => `${severity}: ${summary}`).join('\n')
  return wantsSecondLook ? 'again' : answer
}
