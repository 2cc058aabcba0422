import { mask, maskName } from '../../core/mask.ts'
import { stateOf } from './breaker-state.ts'
import type { Exposition, Sample } from './exposition.ts'
import type { Breaker, Metrics, Pool } from './metrics.ts'

/** Gauges of a connection pool, by what they mean: Node habits, pg-pool, HikariCP, Go's database/sql, OpenTelemetry. */
const poolGauges: Readonly<Record<'active' | 'idle' | 'waiting' | 'max', RegExp>> = {
  active:
    /^(db_connection_pool|db_pool|pg_pool|hikaricp|pgxpool)_(connections_)?(active|in_use|used|acquired_conns|active_connections)$|^go_sql_(connections_)?in_use(_connections)?$/,
  idle: /^(db_connection_pool|db_pool|pg_pool|hikaricp|pgxpool)_(connections_)?(idle|idle_conns|idle_connections)$|^go_sql_(connections_)?idle(_connections)?$/,
  waiting:
    /^(db_connection_pool|db_pool|pg_pool|hikaricp)_(connections_)?(waiting|pending|waiting_clients|waiting_requests)$|^db_client_connections_pending_requests$/,
  max: /^(db_connection_pool|db_pool|pg_pool|hikaricp|pgxpool)_(connections_)?(max|size|limit|max_conns|max_size|max_connections)$|^go_sql_(connections_)?max_open(_connections)?$|^db_client_connections_max$/,
}
const poolLabels = ['pool', 'pool_name', 'name', 'db_name', 'database']

export function poolsIn(samples: readonly Sample[]): Pool[] {
  const pools = new Map<string, Pool>()
  for (const { name, labels, value } of samples) {
    const meaning = poolMeaning(name, labels)
    if (meaning === undefined || !Number.isFinite(value)) continue
    const label = poolLabels.find((each) => labels[each] !== undefined)
    const pool = (label === undefined ? undefined : labels[label]) ?? 'database'
    const known = pools.get(pool) ?? { name: pool, active: null, idle: null, waiting: null, max: null }
    pools.set(pool, { ...known, [meaning]: value })
  }
  // pg-pool tells the total and the idle ones; what is not idle is in use.
  const total = samples.find(({ name }) => /^pg_pool_total(_connections)?$/.test(name))?.value
  return [...pools.values()].map((pool) =>
    pool.active === null && total !== undefined && pool.idle !== null ? { ...pool, active: total - pool.idle } : pool,
  )
}

function poolMeaning(name: string, labels: Sample['labels']): 'active' | 'idle' | 'waiting' | 'max' | undefined {
  if (name === 'db_client_connections_usage') return labels.state === 'idle' ? 'idle' : 'active'
  const all = ['active', 'idle', 'waiting', 'max'] as const
  return all.find((meaning) => poolGauges[meaning].test(name))
}

/** Reads of the cache found and not found; null where they are not counted. */
export function cacheIn(samples: readonly Sample[]): Metrics['cache'] {
  const of = (pattern: RegExp, result: string) =>
    samples.filter(
      ({ name, labels }) => pattern.test(name) || (/^cache_gets_total$/.test(name) && labels.result === result),
    )
  const hits = of(/^(redis_|cache_|redis_cache_)+hits?_total$/, 'hit')
  const misses = of(/^(redis_|cache_|redis_cache_)+miss(es)?_total$/, 'miss')
  return hits.length + misses.length === 0 ? null : { hits: sum(hits), misses: sum(misses) }
}

export function eventLoopIn(samples: readonly Sample[]): Metrics['eventLoop'] {
  const lag = gaugeOf(samples, /^nodejs_eventloop_lag_seconds$/)
  const p99 = gaugeOf(samples, /^nodejs_eventloop_lag_p99_seconds$/)
  return lag === null && p99 === null ? null : { lagMs: lag && lag * 1000, p99Ms: p99 && p99 * 1000 }
}

export function breakersIn({ samples, help }: Exposition): Breaker[] {
  return samples.flatMap(({ name, labels, value }): Breaker[] => {
    if (!/^(resilience4j_circuitbreaker_state|circuit_?breaker_state|opossum_state|breaker_state)$/.test(name))
      return []
    const breaker = labels.name ?? labels.breaker ?? labels.circuit ?? labels.service ?? 'circuit breaker'
    // One series for each state, 1 for the present one; or one number whose meaning the help text tells.
    const state = labels.state === undefined ? numbered(value, help.get(name) ?? '') : stateOf(labels.state)
    return state === null || (labels.state !== undefined && value !== 1)
      ? []
      : [{ name: maskName(breaker), state, openForMs: null, forced: null, text: null, failure: null }]
  })
}

/** `0 closed, 1 half-open, 2 open` in any order and form; without such words, 1 is open. */
function numbered(value: number, help: string): Breaker['state'] | null {
  const meanings = [...help.matchAll(/(\d)\s*[=:-]?\s*\(?(half[ _-]?open|open|closed)/gi)]
  const told = meanings.find(([, digit]) => Number(digit) === value)
  if (meanings.length > 0) return told ? stateOf(told[2] ?? '') : null
  return value === 0 ? 'closed' : value === 1 ? 'open' : 'half-open'
}

export function versionIn(samples: readonly Sample[]): string | null {
  const info = samples.find(
    ({ name, labels }) => /(^|_)(build_info|app_info|version_info|info)$/.test(name) && isOwn(name) && labels.version,
  )
  return info?.labels.version ? mask(info.labels.version) : null
}

/** Not the versions of the runtime and its parts. */
function isOwn(name: string): boolean {
  return !/^(nodejs|go|jvm|python|process|target)_/.test(name)
}

export function consumerIn(samples: readonly Sample[]): Metrics['consumer'] {
  return samples
    .filter(({ name, value }) => /^kafka_consumer_\w*(total|lag|max)$/.test(name) && Number.isFinite(value))
    .slice(0, 50)
    .map(({ name, labels, value }) => ({ name: `${name}{${Object.values(labels).map(mask).join(',')}}`, value }))
}

/** The largest value of a gauge with one meaning; null where it is not served. */
export function gaugeOf(samples: readonly Sample[], pattern: RegExp, area?: string): number | null {
  const values = samples
    .filter(({ name, labels }) => pattern.test(name) && (area === undefined || labels.area === area))
    .map(({ value }) => value)
    .filter(Number.isFinite)
  return values.length === 0 ? null : Math.max(...values)
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + (Number.isFinite(value) ? value : 0), 0)
}
