import { getHeapStatistics } from 'node:v8'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Observed, StyledMetrics } from './metrics.ts'
import { BUCKETS_SECONDS } from './metrics-plain.ts'

const STATES = ['closed', 'open', 'half-open'] as const

/** The names that a Spring Boot service with Micrometer, HikariCP and resilience4j has. */
export function micrometerMetrics(register: Registry, observed: Observed): StyledMetrics {
  const registers = [register]
  const requests = new Histogram({
    name: 'http_server_requests_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'uri', 'status', 'outcome'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const gets = new Counter({
    name: 'cache_gets_total',
    help: 'Reads of the cache',
    labelNames: ['cache', 'result'],
    registers,
  })
  hikariGauges(registers, observed)
  heapGauges(registers)
  new Gauge({
    name: 'resilience4j_circuitbreaker_state',
    help: '1 for the state the breaker is in',
    labelNames: ['name', 'state'],
    registers,
    collect() {
      for (const { name, state } of observed.breakers()) {
        for (const known of STATES) this.set({ name, state: known.replace('-', '_') }, known === state ? 1 : 0)
      }
    },
  })
  return {
    served({ method, route, status, seconds }) {
      const uri = route.replaceAll(/:(\w+)/g, '{$1}')
      requests.observe({ method, uri, status, outcome: outcome(status) }, seconds)
    },
    cache(result) {
      if (result !== 'error') gets.inc({ cache: 'users', result })
    },
  }
}

function outcome(status: number): string {
  if (status >= 500) return 'SERVER_ERROR'
  return status >= 400 ? 'CLIENT_ERROR' : 'SUCCESS'
}

function hikariGauges(registers: Registry[], observed: Observed): void {
  const gauge = (suffix: string, read: () => number) =>
    new Gauge({
      name: `hikaricp_connections${suffix}`,
      help: `Database connections${suffix.replace('_', ': ')}`,
      labelNames: ['pool'],
      registers,
      collect() {
        this.set({ pool: 'HikariPool-1' }, read())
      },
    })
  gauge('', () => observed.pool().active + observed.pool().idle)
  gauge('_active', () => observed.pool().active)
  gauge('_idle', () => observed.pool().idle)
  gauge('_pending', () => observed.pool().waiting)
  gauge('_max', () => observed.pool().max)
}

function heapGauges(registers: Registry[]): void {
  const gauge = (name: string, read: () => number) =>
    new Gauge({
      name,
      help: 'Memory of the heap',
      labelNames: ['area'],
      registers,
      collect() {
        this.set({ area: 'heap' }, read())
      },
    })
  gauge('jvm_memory_used_bytes', () => getHeapStatistics().used_heap_size)
  gauge('jvm_memory_max_bytes', () => getHeapStatistics().heap_size_limit)
}
