import type { Observation, Unasked } from '../../src/core/facts.ts'
import { type Case, type Judgement, judge } from '../../src/core/judge.ts'
import type { InstanceFacts, Look } from '../../src/core/look.ts'
import type { RankedCause } from '../../src/core/ranking.ts'
import { type Remedy, remedyLine } from '../../src/core/remedy.ts'
import { nodeKey, type Target } from '../../src/core/target.ts'
import { type Handles, Topology, type TopologyNode } from '../../src/core/topology.ts'
import { rules } from '../../src/rules.ts'
import { type Shown as KafkaShown, look as kafkaLook } from '../checks/kafka/looks.ts'
import { NOW } from '../checks/postgres/examples.ts'
import { type Shown as RedisShown, look as redisLook } from '../checks/redis/looks.ts'
import { type PostgresShown, postgresFacts } from './postgres-shown.ts'
import { httpFacts, logFacts, type ServiceShown } from './service-shown.ts'

export const service: Target = { system: 'service', kind: 'service', name: 'user-service' }
export const pooler: Target = { system: 'pgbouncer', kind: 'pooler', name: 'users-pooler' }
export const database: Target = { system: 'postgres', kind: 'database', name: 'users-db' }
export const replica: Target = { system: 'postgres', kind: 'database', name: 'users-replica' }
export const cache: Target = { system: 'redis', kind: 'server', name: 'users-cache' }
export const events: Target = { system: 'kafka', kind: 'cluster', name: 'users-events' }

/** What each system shows at one moment. What is left out is healthy; null is not asked at all; an `Unasked` could not be connected to. */
export interface Shown {
  readonly service?: ServiceShown
  readonly database?: PostgresShown | Unasked
  readonly replica?: PostgresShown | Unasked
  readonly pooler?: PoolShown | Unasked | null
  readonly cache?: RedisShown | Unasked
  readonly events?: KafkaShown | Unasked
}

export interface PoolShown {
  readonly clientsWaiting?: number
  readonly serversActive?: number
  readonly serversLogin?: number
  readonly maxWaitMs?: number
  readonly paused?: boolean
}

/** How far apart two looks are. */
export const elapsedMs = 40_000

/** The handles that a configuration with everything gives. */
const handles: Readonly<Record<string, Handles>> = {
  'user-service': {
    restart: ['systemctl', 'restart', 'user-service'],
    rollback: ['deploy', 'user-service', '--previous'],
  },
  'users-db': { client: ['psql', '-X', '$DATABASE_URL'] },
  'users-replica': { client: ['psql', '-X', '$REPLICA_URL'] },
  'users-cache': { client: ['redis-cli', '-h', '10.0.0.3'] },
  'users-events': { client: ['kafka-consumer-groups.sh', '--bootstrap-server', '10.0.0.4:9092'] },
}

export function topologyOf(words: Readonly<Record<string, Handles>> = handles, more: readonly TopologyNode[] = []) {
  const node = (target: Target, address: string, ...needs: readonly Target[]): TopologyNode => ({
    ...{ target, addresses: [address], handles: words[target.name] ?? {} },
    dependsOn: needs.map(nodeKey),
  })
  return new Topology([
    node(service, '127.0.0.1:8080', pooler, replica, cache, events),
    node(pooler, '10.0.0.6:6432', database),
    node(database, '10.0.0.5:5432'),
    node(replica, '10.0.0.8:5432', database),
    node(cache, '10.0.0.3:6379'),
    node(events, '10.0.0.4:9092'),
    ...more,
  ])
}

/** A case of one look, or of two where `before` says what was shown then. */
export function caseOf(shown: Shown, before?: Shown, topology = topologyOf()): Case {
  const earlier = before && { before: lookAt(before, NOW - elapsedMs) }
  return { look: lookAt(shown, NOW), ...earlier, services: [service], topology, params: {} }
}

export function judged(shown: Shown, before?: Shown, topology = topologyOf()): Judgement {
  return judge(caseOf(shown, before, topology), rules)
}

/** `lock-blocker users-db session 4711: high` for each cause, the first to fix first. */
export function causesOf(shown: Shown, before?: Shown, topology = topologyOf()): readonly string[] {
  return judged(shown, before, topology).causes.map(inWords)
}

function inWords({ id, target, confidence }: RankedCause): string {
  const parts = Object.entries(target.id ?? {}).flatMap(([key, value]) => (key === 'backendStart' ? [] : [value]))
  const part = target.id === undefined ? [] : [target.kind, ...parts]
  return `${[id, target.name, ...part].join(' ')}: ${confidence}`
}

/** Each remedy of the first cause with its risk: the line to paste, or what a person has to do. */
export function remediesOf(shown: Shown, before?: Shown, topology = topologyOf()): readonly string[] {
  return (judged(shown, before, topology).causes[0]?.remedies ?? []).map(remedyInWords)
}

function remedyInWords(remedy: Remedy): string {
  return `${remedy.risk}: ${remedy.kind === 'command' ? remedyLine(remedy) : `(${remedy.summary})`}`
}

export function lookAt(shown: Shown, at: number): Look {
  return {
    at,
    instances: [
      instance('http', service, () => httpFacts(shown.service ?? {}), at),
      instance('logs', service, () => logFacts(shown.service ?? {}, at), at),
      instance('postgres', database, ofPostgres(shown.database), at),
      instance('postgres', replica, ofPostgres(standby(shown.replica)), at),
      ...(shown.pooler === null ? [] : [instance('pgbouncer', pooler, ofPooler(shown.pooler), at)]),
      instance('redis', cache, ofLook(shown.cache, redisLook), at),
      instance('kafka', events, ofLook(shown.events, kafkaLook), at),
    ],
  }
}

type Facts = () => Readonly<Record<string, unknown>>

function instance(system: string, target: Target, facts: Facts | Unasked, at: number): InstanceFacts {
  const base = {
    system,
    target,
    vantage: 'operator',
    identity: system === 'redis' ? null : `id-${target.name}`,
  } as const
  if (typeof facts !== 'function') return { ...base, identity: null, unconnected: facts, observations: {} }
  const entries = Object.entries(facts()).map(([id, value]): [string, Observation] => [id, { at, value }])
  return { ...base, observations: Object.fromEntries(entries) }
}

function ofPostgres(shown: PostgresShown | Unasked = {}): Facts | Unasked {
  return isUnasked(shown) ? shown : () => postgresFacts(shown)
}

function standby(shown: PostgresShown | Unasked = {}): PostgresShown | Unasked {
  if (isUnasked(shown)) return shown
  const server = { inRecovery: true, timeline: null, expects: 'standby', ...shown.server } as const
  const recovery = { ...replaying, ...shown.replication?.recovery }
  return { ...shown, server, replication: { inRecovery: true, ...shown.replication, recovery } }
}

const replaying = {
  ...{ paused: false, unappliedBytes: 0, lastReplayedMs: 3_600_000, hasReceiver: true },
  ...{ receiverStatus: 'streaming', lastMessageMs: 500, behindBytes: 0 },
}

function ofPooler(shown: PoolShown | Unasked = {}): Facts | Unasked {
  if (isUnasked(shown)) return shown
  const { clientsWaiting = 0, serversActive = 2, serversLogin = 0, maxWaitMs = 0, paused = false } = shown
  const of = { database: 'users', user: 'app' }
  const pool = { ...of, mode: 'transaction', size: 10, reserve: 0, clientsActive: 2, clientsWaiting, serversActive }
  const idle = Math.max(0, 5 - serversActive)
  const settings = { poolMode: 'transaction', defaultPoolSize: 10, reservePoolSize: 0, maxClientConnections: 500 }
  const server = { host: '10.0.0.5', port: 5432, serverDatabase: 'users', poolSize: 10, maxConnections: 0 }
  return () => ({
    'pgbouncer.pools': {
      version: '1.22.1',
      pools: [{ ...pool, serversIdle: idle, serversOther: serversLogin, serversLogin, maxWaitMs }],
      databases: [{ name: 'users', ...server, connections: serversActive + idle, paused, disabled: false }],
      clients: [{ ...of, application: 'user-service', state: 'active', count: 10 }],
      clientConnections: 10,
      settings: { ...settings, queryWaitTimeoutMs: 120_000, idleTransactionTimeoutMs: 0 },
    },
  })
}

function ofLook<Value extends object>(
  shown: Value | Unasked | undefined,
  look: (shown: Value) => Look,
): Facts | Unasked {
  if (shown !== undefined && isUnasked(shown)) return shown
  return () => {
    const observations = look(shown ?? ({} as Value)).instances[0]?.observations ?? {}
    return Object.fromEntries(
      Object.entries(observations).flatMap(([id, each]) => ('value' in each ? [[id, each.value]] : [])),
    )
  }
}

function isUnasked(shown: object): shown is Unasked {
  return 'kind' in shown && 'reason' in shown
}
