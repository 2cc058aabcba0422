import type { Answer, HttpClient } from '../../clients/http/client.ts'
import { isRecord, parseJson } from '../../core/json.ts'
import type { Sample } from './exposition.ts'

/** Spring's own metrics, one page each, under the names that its Prometheus endpoint gives them. */
const pages: readonly (readonly [page: string, statistic: string, name: string, labels: Record<string, string>])[] = [
  ['process.start.time', 'VALUE', 'process_start_time_seconds', {}],
  ['http.server.requests?tag=outcome:SUCCESS', 'COUNT', 'http_server_requests_seconds_count', { status: '2xx' }],
  ['http.server.requests?tag=outcome:REDIRECTION', 'COUNT', 'http_server_requests_seconds_count', { status: '3xx' }],
  ['http.server.requests?tag=outcome:CLIENT_ERROR', 'COUNT', 'http_server_requests_seconds_count', { status: '4xx' }],
  ['http.server.requests?tag=outcome:SERVER_ERROR', 'COUNT', 'http_server_requests_seconds_count', { status: '5xx' }],
  ['hikaricp.connections.active', 'VALUE', 'hikaricp_connections_active', {}],
  ['hikaricp.connections.idle', 'VALUE', 'hikaricp_connections_idle', {}],
  ['hikaricp.connections.pending', 'VALUE', 'hikaricp_connections_pending', {}],
  ['hikaricp.connections.max', 'VALUE', 'hikaricp_connections_max', {}],
  ['cache.gets?tag=result:hit', 'COUNT', 'cache_gets_total', { result: 'hit' }],
  ['cache.gets?tag=result:miss', 'COUNT', 'cache_gets_total', { result: 'miss' }],
  ['jvm.memory.used?tag=area:heap', 'VALUE', 'jvm_memory_used_bytes', { area: 'heap' }],
  ['jvm.memory.max?tag=area:heap', 'VALUE', 'jvm_memory_max_bytes', { area: 'heap' }],
]

/** The metrics of `/actuator/metrics/…` where the Prometheus endpoint is not exposed; null where these are not either. */
export async function actuatorSamples(
  client: HttpClient,
): Promise<{ readonly samples: readonly Sample[]; readonly answer: Answer } | null> {
  const index = await client.get('/actuator/metrics')
  if (index.kind === 'none' || index.status !== 200 || !isRecord(parseJson(index.body))) return null
  const asked = pages.map(async ([page, statistic, name, labels]): Promise<Sample[]> => {
    const answer = await client.get(`/actuator/metrics/${page}`)
    const value = answer.kind === 'answer' && answer.status === 200 ? measurement(answer.body, statistic) : null
    return value === null ? [] : [{ name, labels, value }]
  })
  const samples = (await Promise.all(asked)).flat()
  return samples.length === 0 ? null : { samples, answer: index }
}

function measurement(body: string, statistic: string): number | null {
  const page = parseJson(body)
  const list = isRecord(page) && Array.isArray(page.measurements) ? page.measurements : []
  const one: unknown = list.find((each) => isRecord(each) && each.statistic === statistic)
  return isRecord(one) && typeof one.value === 'number' ? one.value : null
}
