import { defineCause } from '../../../src/core/cause.ts'
import { defineChanges } from '../../../src/core/change.ts'
import { defineCheck } from '../../../src/core/check.ts'
import { defineFacts } from '../../../src/core/facts.ts'
import { defineImpact } from '../../../src/core/impact.ts'
import type { Rules } from '../../../src/core/judge.ts'
import { lasting } from '../../../src/core/since.ts'
import { part } from '../../../src/core/target.ts'

/** A few facts, checks and causes of the kind that the real ones are, so that documents under test come out of the real engine. */
export interface Traffic {
  readonly ready: number
  readonly wanted: number
  readonly requestsPerSecond: number
  readonly errorRate: number | null
  readonly p99Ms: number | null
  readonly failingForMs: number | null
  readonly releases: readonly { readonly agoMs: number; readonly text: string; readonly tool?: string }[]
}

export interface Sessions {
  /** Null: not allowed to see. */
  readonly idleInTransaction: number | null
  readonly blocker: {
    readonly pid: number
    readonly program: string
    readonly idleMs: number
    readonly waiting: number
    readonly table: string
  } | null
}

export interface Memory {
  readonly usedShare: number
}

const collect = () => Promise.reject(new Error('samples are never collected'))
const traffic = defineFacts<Traffic, never>({ id: 'http.traffic', system: 'http', cost: 'cheap', collect })
const sessions = defineFacts<Sessions, never>({
  id: 'postgres.sessions',
  system: 'postgres',
  cost: 'cheap',
  collect,
})
const memory = defineFacts<Memory, never>({ id: 'redis.memory', system: 'redis', cost: 'cheap', collect })

const errors = defineCheck({
  id: 'http.errors',
  kind: 'symptom',
  reads: { traffic },
  params: { critical: 0.05 },
  run: ({ traffic: { errorRate, failingForMs } }, { target, params, now }) =>
    (errorRate ?? 0) < params.critical
      ? []
      : [
          {
            severity: 'critical',
            summary: `${target.name} answers ${Math.round((errorRate ?? 0) * 100)} % of requests with an error`,
            since: lasting(failingForMs, now),
            evidence: { errorRate },
          },
        ],
})

const blocking = defineCheck({
  id: 'postgres.blocking',
  kind: 'condition',
  reads: { sessions },
  params: {},
  run: ({ sessions: { blocker } }, { target, now }) =>
    blocker === null
      ? []
      : [
          {
            severity: 'critical',
            target: part(target, 'session', { pid: blocker.pid }),
            summary: `pid ${blocker.pid} (${blocker.program}, idle in transaction) blocks ${blocker.waiting} sessions on table ${blocker.table}`,
            since: lasting(blocker.idleMs, now),
            evidence: { ...blocker },
          },
        ],
})

const idle = defineCheck({
  id: 'postgres.idle-in-transaction',
  kind: 'condition',
  reads: { sessions },
  params: {},
  run: ({ sessions: { idleInTransaction } }) =>
    idleInTransaction === null ? { unknown: 'usrops_ro lacks pg_monitor', grant: 'GRANT pg_monitor TO usrops_ro' } : [],
})

const replication = defineCheck({ ...blockingFree('postgres.replication-lag'), reads: { sessions } })

const fullMemory = defineCheck({
  id: 'redis.memory-limit',
  kind: 'condition',
  reads: { memory },
  params: { warning: 0.9 },
  run: ({ memory: { usedShare } }, { target, params, now }) =>
    usedShare < params.warning
      ? []
      : [
          {
            severity: usedShare >= 1 ? 'critical' : 'warning',
            summary: `${target.name} uses ${Math.round(usedShare * 100)} % of maxmemory, policy noeviction`,
            since: lasting(null, now),
            evidence: { usedShare, policy: 'noeviction' },
          },
        ],
})

/** A check that reads what another one reads and finds nothing. */
function blockingFree(id: string) {
  return { id, kind: 'condition' as const, params: {}, run: () => [] }
}

const lockBlocker = defineCause({
  id: 'lock-blocker',
  reads: {},
  weighs: ['postgres.blocking', 'http.errors'],
  conclude: (_facts, view) =>
    view.findings('postgres.blocking').map((finding) => ({
      target: finding.target,
      summary: finding.summary,
      because: [
        { text: 'the longest of them has waited for 14 min', findings: [finding] },
        { text: 'every failing request needs that table', findings: view.symptomsOver(finding.target) },
      ],
      explains: [...view.symptomsOver(finding.target), finding],
      confidence: 'high',
      remedies: [
        {
          kind: 'command',
          command: ['usrops', 'db', 'terminate', `${finding.target.id?.pid}@2026-11-22T01:58:07Z`, '-e', 'production'],
          mutates: true,
          risk: 'low',
          summary: 'end that session; its transaction has written nothing yet',
        },
        {
          kind: 'command',
          command: [
            ...(view.topology.handles(finding.target).client ?? []),
            `SELECT pg_terminate_backend(${finding.target.id?.pid}) FROM pg_stat_activity WHERE pid = ${finding.target.id?.pid} AND backend_start = '2026-11-22T01:58:07Z'`,
          ],
          mutates: true,
          risk: 'low',
          summary: 'the same with psql',
        },
      ],
    })),
})

const redisFull = defineCause({
  id: 'redis-full',
  reads: {},
  weighs: ['redis.memory-limit', 'http.errors'],
  conclude: (_facts, view) =>
    view.findings('redis.memory-limit').map((finding) => ({
      target: finding.target,
      summary: finding.summary,
      because: [
        { text: 'writes are refused with OOM', findings: [finding], changes: view.changes.slice(0, 1) },
        { text: 'sessions cannot be stored' },
        { text: 'keys without a time to live grew by 4 million since yesterday' },
        { text: 'a fourth reason that only matters to the curious' },
      ],
      explains: finding.severity === 'critical' ? view.symptomsOver(finding.target) : [],
      contradictedBy: ['evictions have not been counted, as this is the first look'],
      confidence: finding.severity === 'critical' ? 'medium' : 'low',
      remedies: [
        { kind: 'manual', risk: 'none', summary: `raise maxmemory of ${finding.target.name} in its configuration` },
        {
          kind: 'command',
          command: ['redis-cli', '-u', '$REDIS_URL', 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
          mutates: true,
          risk: 'data-loss',
          summary: 'let it evict, sessions included',
        },
      ],
    })),
})

const releases = defineChanges({
  id: 'http.releases',
  reads: traffic,
  observe: ({ value, at }) =>
    value.releases.map(({ agoMs, text, tool }) => ({
      at: at - agoMs,
      kind: 'release',
      summary: text,
      ...(tool !== undefined && { tool }),
    })),
})

const impact = defineImpact({
  id: 'http.impact',
  reads: { traffic },
  measure: ({ traffic: seen }) =>
    seen === undefined
      ? {}
      : {
          readyEndpoints: seen.ready,
          wantedEndpoints: seen.wanted,
          errorRate: seen.errorRate,
          requestsPerSecond: seen.requestsPerSecond,
          p99Ms: seen.p99Ms,
        },
})

export const sampleRules: Rules = {
  checks: [errors, blocking, idle, replication, fullMemory],
  causes: [lockBlocker, redisFull],
  changes: [releases],
  impacts: [impact],
}
