import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { BreakerSnapshot } from './breaker.ts'
import type { PoolCounts } from './database.ts'
import { micrometerMetrics } from './metrics-micrometer.ts'
import { plainMetrics } from './metrics-plain.ts'

/** One answered request; `route` is the pattern, never the path. */
export interface Served {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** What the two styles name differently. */
export interface StyledMetrics {
  served(request: Served): void
  cache(result: 'hit' | 'miss' | 'error'): void
}

export interface Metrics extends StyledMetrics {
  consumed(topic: string, result: 'ok' | 'error'): void
  consumerLag(topic: string, partition: number, lag: number): void
  rebalanced(): void
  produced(result: 'ok' | 'error'): void
  rejectedToken(reason: string): void
  text(): Promise<string>
  readonly contentType: string
}

/** What is read when somebody scrapes. */
export interface Observed {
  pool(): PoolCounts
  breakers(): readonly BreakerSnapshot[]
}

export function createMetrics(
  about: { service: string; version: string; style: 'plain' | 'micrometer' },
  observed: Observed,
): Metrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name, help, labelNames, registers })
  new Gauge({ name: 'build_info', help: 'Running version', labelNames: ['service', 'version'], registers }).set(
    { service: about.service, version: about.version },
    1,
  )
  const styled = about.style === 'micrometer' ? micrometerMetrics(register, observed) : plainMetrics(register, observed)
  const consumed = counter('kafka_consumer_messages_total', 'Records read', ['topic', 'result'])
  const produced = counter('kafka_producer_messages_total', 'Records written', ['result'])
  const rebalances = counter('kafka_consumer_rebalances_total', 'Times the group was joined', [])
  const tokens = counter('auth_tokens_rejected_total', 'Requests refused for their token', ['reason'])
  const lag = new Gauge({
    name: 'kafka_consumer_lag',
    help: 'Records behind after the last batch',
    labelNames: ['topic', 'partition'],
    registers,
  })
  return {
    ...styled,
    consumed: (topic, result) => consumed.inc({ topic, result }),
    consumerLag: (topic, partition, value) => lag.set({ topic, partition }, value),
    rebalanced: () => rebalances.inc(),
    produced: (result) => produced.inc({ result }),
    rejectedToken: (reason) => tokens.inc({ reason }),
    text: () => register.metrics(),
    contentType: register.contentType,
  }
}
