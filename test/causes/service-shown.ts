import type { Certificate } from '../../src/facts/http/certificate.ts'
import { parseExposition } from '../../src/facts/http/exposition.ts'
import type { Health, HealthEndpoint, HealthSeen, HealthUnseen } from '../../src/facts/http/health.ts'
import { readHealthBody } from '../../src/facts/http/health-body.ts'
import type { Breaker } from '../../src/facts/http/metrics.ts'
import { readingOf } from '../../src/facts/http/metrics-collect.ts'
import { gather } from '../../src/facts/logs/gather.ts'
import type { LogLines } from '../../src/facts/logs/lines.ts'
import { NOW } from '../checks/postgres/examples.ts'

/** What a service shows over HTTP and in its log; what is left out is as on a healthy one. */
export interface ServiceShown {
  /** Nobody answers. */
  readonly away?: Partial<HealthUnseen>
  readonly health?: Partial<HealthSeen>
  /** Components of its health page by name: `up`, or what is wrong with them. */
  readonly components?: Readonly<Record<string, string>>
  /** The readiness page answers 503. */
  readonly notReady?: boolean
  /** Requests since the start, by status. */
  readonly requests?: Readonly<Record<string, number>>
  /** More lines of its metrics. */
  readonly metrics?: string
  /** Seconds since its process started. */
  readonly age?: number
  readonly breakers?: readonly Partial<Breaker>[]
  readonly certificate?: Certificate
  readonly log?: readonly string[]
}

const url = 'http://127.0.0.1:8080'

/** Facts by their id. */
export function httpFacts(shown: ServiceShown): Readonly<Record<string, unknown>> {
  return {
    'http.health': healthOf(shown),
    'http.metrics': metricsOf(shown),
    'http.breakers': {
      path: '/admin/breakers',
      breakers: (shown.breakers ?? []).map((each) => ({ ...closed, ...each })),
    },
    'http.certificate': shown.certificate ?? null,
  }
}

const closed: Breaker = { name: 'mail', state: 'closed', openForMs: null, forced: false, text: null, failure: null }

function healthOf({ away, components = {}, notReady = false, health }: ServiceShown): Health {
  if (away) return { reached: false, url, loopback: true, why: 'refused', code: null, text: 'refused', ...away }
  const named = Object.entries(components).map(([name, error]) => [
    name,
    error === 'up' ? { status: 'UP' } : { status: 'DOWN', details: { error } },
  ])
  const path = '/actuator/health'
  const body = readHealthBody(JSON.stringify({ status: 'UP', components: Object.fromEntries(named) }), false)
  return {
    ...{ reached: true, url, version: null, clockSkewMs: 0, clockWithinMs: 500 },
    endpoints: [endpoint('/health/live', 'liveness', false), endpoint('/health/ready', 'readiness', notReady)],
    components: body.components.map((each) => ({ ...each, path })),
    latency: { path: '/health/live', samplesMs: [2, 2, 3], medianMs: 2 },
    ...health,
  }
}

function endpoint(path: string, role: HealthEndpoint['role'], down: boolean): HealthEndpoint {
  return { path, role, status: down ? 503 : 200, latencyMs: 2, verdict: down ? 'down' : 'up', text: null }
}

function metricsOf({ requests = { 200: 1000 }, metrics = '', age = 36_000 }: ServiceShown) {
  const lines = [
    `process_start_time_seconds ${NOW / 1000 - age}`,
    ...Object.entries(requests).map(
      ([status, count]) => `http_requests_total{route="/users",status="${status}"} ${count}`,
    ),
    metrics,
  ]
  return readingOf('/metrics', parseExposition(`${lines.join('\n')}\n`), { serverTime: NOW, clockSkewMs: 0 })
}

/** Facts by their id. */
export function logFacts({ log = [] }: ServiceShown, at: number): Readonly<Record<string, unknown>> {
  // The file reaches back longer than what is counted.
  const first = line({ msg: 'refreshed', at: NOW - 3_600_000 })
  const text = [first, ...log].toSorted().join('\n')
  const lines: LogLines = gather([{ path: '/var/log/user-service.log', bytes: text.length, writtenAt: NOW, text }], at)
  return { 'logs.lines': lines }
}

interface Line {
  readonly msg: string
  readonly at: number
  readonly level?: string
  readonly [more: string]: unknown
}

/** As the usual loggers of Node write it; the time comes first, so that lines sort by it. */
function line({ at, level = 'info', ...more }: Line): string {
  return JSON.stringify({ time: new Date(at).toISOString(), level, ...more })
}

/** The same trouble every two seconds of the last minute. */
export function complaining(msg: string, more: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return every(2, 30).map((at) => line({ at, level: 'error', msg, ...more }))
}

/** Request lines of the last twenty seconds with this status. */
export function answering(status: number, count = 20): readonly string[] {
  return every(20 / count, count).map((at) => line({ at, msg: 'request completed', status, durationMs: 5 }))
}

/** A line that the service writes when it starts. */
export function starting(secondsAgo: number, version?: string): readonly string[] {
  const named = version === undefined ? {} : { version }
  return [line({ at: NOW - secondsAgo * 1000, msg: 'server listening on 8080', ...named })]
}

function every(seconds: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => NOW - 500 - index * seconds * 1000)
}
