import type { Answer, HttpClient, NoAnswer } from '../../clients/http/client.ts'
import { CannotAsk } from '../../core/facts.ts'
import { actuatorSamples } from './actuator-metrics.ts'
import { type Exposition, parseExposition } from './exposition.ts'
import type { Metrics } from './metrics.ts'
import { breakersIn, cacheIn, consumerIn, eventLoopIn, gaugeOf, poolsIn, versionIn } from './metrics-gauges.ts'
import { durationsIn, requestsIn, summaryP99 } from './metrics-requests.ts'

const usualPaths = ['/metrics', '/actuator/prometheus']
const grant = 'name the path or URL of the metrics in the configuration of the service (health.metrics)'

/** Finds the metrics and reduces them to one dialect. */
export async function readMetrics(client: HttpClient): Promise<Metrics> {
  const paths = client.metrics === null ? usualPaths : [client.metrics]
  const refusals: string[] = []
  for (const path of paths) {
    const answer = await client.get(path)
    if (answer.kind === 'none') throw unasked(client, path, answer)
    if (answer.status === 401 || answer.status === 403)
      throw new CannotAsk(
        'forbidden',
        `${path} of ${client.url} answers ${answer.status}`,
        'set authorization of the service in the configuration',
      )
    const exposition = answer.status === 200 && !/html/i.test(answer.contentType) ? parseExposition(answer.body) : null
    if (exposition && exposition.samples.length > exposition.malformed) return readingOf(path, exposition, answer)
    refusals.push(`${path} answers ${answer.status === 200 ? 'something else than metrics' : answer.status}`)
  }
  const spring = client.metrics === null ? await actuatorSamples(client) : null
  if (spring) return readingOf('/actuator/metrics', { ...spring, help: new Map(), malformed: 0 }, spring.answer)
  throw new CannotAsk('unsupported', `no metrics at ${client.url}: ${refusals.join(', ')}`, grant)
}

function unasked(client: HttpClient, path: string, { why, text }: NoAnswer): CannotAsk {
  const kind = why === 'silent' ? 'hung' : 'unreachable'
  return new CannotAsk(kind, `${path} of ${client.url} does not answer: ${text}`)
}

/** Two clocks that differ by more make an age of one from a time of the other. */
const agreementMs = 60_000

/** What an exposition says, in the words of the checks. */
export function readingOf(path: string, exposition: Exposition, clock: ServerClock): Metrics {
  const { samples } = exposition
  const startedAtSeconds = gaugeOf(samples, /^process_start_time_seconds$/)
  return {
    path,
    startedAtSeconds,
    processAgeMs: ageOf(startedAtSeconds, gaugeOf(samples, /^process_uptime_seconds$/), clock),
    version: versionIn(samples),
    requests: requestsIn(samples),
    durations: durationsIn(samples),
    summaryP99Ms: summaryP99(samples),
    pools: poolsIn(samples),
    cache: cacheIn(samples),
    eventLoop: eventLoopIn(samples),
    residentBytes: gaugeOf(samples, /^process_resident_memory_bytes$/),
    heapUsedBytes:
      gaugeOf(samples, /^(jvm_memory_used_bytes)$/, 'heap') ?? gaugeOf(samples, /^nodejs_heap_size_used_bytes$/),
    heapMaxBytes: gaugeOf(samples, /^jvm_memory_max_bytes$/, 'heap'),
    breakers: breakersIn(exposition),
    consumer: consumerIn(samples),
  }
}

type ServerClock = Pick<Answer, 'serverTime' | 'clockSkewMs'>

/** By the clock of the server, as the start is; where that clock is wrong nobody knows which one wrote the start. */
function ageOf(startSeconds: number | null, uptimeSeconds: number | null, clock: ServerClock): number | null {
  if (uptimeSeconds !== null) return uptimeSeconds * 1000
  if (startSeconds === null || clock.serverTime === null) return null
  if (Math.abs(clock.clockSkewMs ?? 0) > agreementMs) return null
  return Math.max(0, clock.serverTime - startSeconds * 1000)
}
