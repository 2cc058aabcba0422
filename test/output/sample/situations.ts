import type { Diagnosis, LooksSeen } from '../../../src/core/diagnosis.ts'
import type { Unasked } from '../../../src/core/facts.ts'
import { judge } from '../../../src/core/judge.ts'
import type { InstanceFacts } from '../../../src/core/look.ts'
import { reportOf } from '../../../src/core/report.ts'
import { nodeKey, type Target } from '../../../src/core/target.ts'
import { Topology } from '../../../src/core/topology.ts'
import { type Memory, type Sessions, sampleRules, type Traffic } from './rules.ts'

const minute = 60_000
/** 03:12:21 in Berlin. */
const now = Date.parse('2026-11-22T02:12:21Z')

export interface Situation {
  readonly service?: string
  readonly traffic?: Partial<Traffic> | Unasked
  readonly sessions?: Partial<Sessions> | Unasked
  readonly memory?: Partial<Memory> | Unasked
  readonly looks?: LooksSeen
}

const healthyTraffic: Traffic = {
  ready: 3,
  wanted: 3,
  requestsPerSecond: 42.3,
  errorRate: 0,
  p99Ms: 84,
  failingForMs: null,
  releases: [],
}

/** One service with its database and cache, or several of them. */
export function diagnosisOf(...situations: readonly Situation[]): Diagnosis {
  const parts = situations.map((situation) => partsOf(situation))
  const facts = {
    look: { at: now, instances: parts.flatMap(({ instances }) => instances) },
    services: parts.map(({ service }) => service),
    topology: new Topology(parts.flatMap(({ nodes }) => nodes)),
    params: {},
  }
  return reportOf(facts, judge(facts, sampleRules), sampleRules, {
    tool: 'usrops 0.1.0',
    environment: 'production',
    startedAt: now - 412,
    finishedAt: now,
    looks: situations[0]?.looks ?? 'two',
  })
}

function partsOf({ service: name = 'user-service', traffic, sessions, memory }: Situation) {
  const service: Target = { system: 'http', kind: 'service', name }
  const database: Target = { system: 'postgres', kind: 'database', name: name.replace('-service', '-db') }
  const cache: Target = { system: 'redis', kind: 'cache', name: name.replace('-service', '-cache') }
  const client = ['psql', '-X', '$DATABASE_URL', '-c']
  return {
    service,
    instances: [
      instance(service, 'http.traffic', { ...healthyTraffic }, traffic),
      instance(database, 'postgres.sessions', { idleInTransaction: 0, blocker: null }, sessions),
      instance(cache, 'redis.memory', { usedShare: 0.4 }, memory),
    ],
    nodes: [
      { target: service, dependsOn: [nodeKey(database), nodeKey(cache)], handles: {}, addresses: [] },
      { target: database, dependsOn: [], handles: { client }, addresses: [] },
      { target: cache, dependsOn: [], handles: {}, addresses: [] },
    ],
  }
}

function instance(target: Target, id: string, healthy: object, seen: object | Unasked = {}): InstanceFacts {
  const base = { system: target.system, target, vantage: 'operator', identity: null } as const
  if ('reason' in seen) return { ...base, unconnected: seen as Unasked, observations: {} }
  return { ...base, observations: { [id]: { at: now, value: { ...healthy, ...seen } } } }
}

const failing = { errorRate: 1, failingForMs: 14 * minute, p99Ms: 30_000 }

export const blocker = {
  pid: 4711,
  program: 'psql',
  idleMs: 14 * minute,
  waiting: 23,
  table: 'users',
}

const releases = [
  { agoMs: 17 * minute, text: 'rolled out revision 7: image 2.3.0 -> 2.3.1', tool: 'helm' },
  { agoMs: 31 * minute, text: 'scaled from 2 to 3 replicas', tool: 'kubectl' },
  { agoMs: 20 * minute, text: 'configuration reloaded' },
  { agoMs: 2 * minute, text: 'restarted container app' },
]

const notReachable: Unasked = {
  kind: 'unreachable',
  reason: 'user-db.internal:5432 did not answer within 15 s from here',
  grant: 'set via: in usrops.yaml if it is reachable only from elsewhere',
}

/** By name, what a golden file exists for. */
export const situations = {
  'one-critical-cause': () => diagnosisOf({ traffic: { ...failing, releases }, sessions: { blocker } }),
  'several-causes': () =>
    diagnosisOf({ traffic: { ...failing, releases }, sessions: { blocker }, memory: { usedShare: 1 } }),
  healthy: () => diagnosisOf({ looks: 'one' }),
  'healthy-nobody-calls': () => diagnosisOf({ traffic: { requestsPerSecond: 0, errorRate: null, p99Ms: null } }),
  'cannot-tell': () =>
    diagnosisOf({
      traffic: { kind: 'unreachable', reason: 'http://user-service:8080 does not resolve from here' },
      sessions: notReachable,
    }),
  unexplained: () => diagnosisOf({ traffic: { ...failing, errorRate: 0.37, releases } }),
  'unexplained-first-look': () => diagnosisOf({ traffic: { ...failing, errorRate: 0.37 }, looks: 'one' }),
  'partial-rights': () => diagnosisOf({ sessions: { idleInTransaction: null } }),
  'warning-only': () => diagnosisOf({ memory: { usedShare: 0.93 } }),
  'two-services': () => diagnosisOf({ service: 'mail-service' }, { traffic: failing, sessions: { blocker } }),
} as const satisfies Record<string, () => Diagnosis>
