import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { BreakerState } from './breaker.ts'
import type { Observed, StyledMetrics } from './metrics.ts'

export const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const BREAKER_VALUES: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 }

/** The names that a Node service with prom-client usually has. */
export function plainMetrics(register: Registry, observed: Observed): StyledMetrics {
  const registers = [register]
  const route = ['method', 'route'] as const
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered',
    labelNames: [...route, 'status'],
    registers,
  })
  const errors = new Counter({ name: 'http_requests_errors_total', help: 'Answers 5xx', labelNames: route, registers })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer',
    labelNames: [...route, 'status'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const cache = {
    hit: new Counter({ name: 'redis_hits_total', help: 'Reads found in the cache', registers }),
    miss: new Counter({ name: 'redis_misses_total', help: 'Reads not found in the cache', registers }),
    error: new Counter({ name: 'redis_errors_total', help: 'Cache commands that failed', registers }),
  }
  poolGauges(registers, observed)
  new Gauge({
    name: 'circuit_breaker_state',
    help: '0 closed, 1 half-open, 2 open',
    labelNames: ['name'],
    registers,
    collect() {
      for (const { name, state } of observed.breakers()) this.set({ name }, BREAKER_VALUES[state])
    },
  })
  return {
    served({ method, route: path, status, seconds }) {
      requests.inc({ method, route: path, status })
      duration.observe({ method, route: path, status }, seconds)
      if (status >= 500) errors.inc({ method, route: path })
    },
    cache: (result) => cache[result].inc(),
  }
}

function poolGauges(registers: Registry[], observed: Observed): void {
  for (const kind of ['active', 'idle', 'waiting', 'max'] as const) {
    new Gauge({
      name: `db_connection_pool_${kind}`,
      help: `Database connections: ${kind}`,
      registers,
      collect() {
        this.set(observed.pool()[kind])
      },
    })
  }
}
