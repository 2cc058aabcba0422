import type { TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { breakers } from '../../facts/http/breakers.ts'
import { certificate } from '../../facts/http/certificate.ts'
import {
  failing,
  type HealthComponent,
  type HealthEndpoint,
  type HealthSeen,
  health as healthFacts,
} from '../../facts/http/health.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { measures } from './measures.ts'

/** What a service says of itself: each health endpoint, the things it needs, and its own measures. */
export const health = defineView({
  id: 'http.health',
  reads: { health: healthFacts },
  alsoReads: { metrics, breakers, certificate },
  weighs: [
    ...['http.error-rate', 'http.latency', 'http.pool-saturated', 'http.event-loop-lag'],
    ...['http.cache-hit-ratio', 'http.breaker-open', 'http.certificate', 'http.clock-skew'],
  ],
  params: {},
  show({ health, metrics, breakers, certificate }, context): readonly TableDraft[] {
    if (!health.reached) return [{ ...endpointTable([]), title: `${health.url} does not answer: ${health.text}` }]
    const summary = measures({ health, metrics, breakers, certificate }, context)
    return [
      { ...endpointTable(health.endpoints), title: endpointTitle(health) },
      ...(health.components.length === 0 ? [] : [componentTable(health.components)]),
      ...(summary === undefined ? [] : [summary]),
    ]
  },
})

function endpointTitle({ url, endpoints }: HealthSeen): string {
  if (endpoints.length === 0) return `${url} answers, and has no health endpoint that is known`
  const bad = endpoints.filter(failing)
  if (bad.length > 0) return `${url}: ${bad.map(({ path, verdict }) => `${path} is ${verdict}`).join(', ')}`
  return `${url}: ${endpoints.length} health endpoint${endpoints.length === 1 ? '' : 's'}, none of them is down`
}

function endpointTable(endpoints: readonly HealthEndpoint[]): TableDraft {
  return {
    title: '',
    columns: [
      { id: 'path', label: 'path', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'role', label: 'role', kind: 'text' },
      { id: 'verdict', label: 'verdict', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'status', label: 'status', kind: 'count' },
      { id: 'took', label: 'took', kind: 'milliseconds' },
      { id: 'text', label: 'text', kind: 'text', importance: 'key' },
    ],
    rows: endpoints
      .toSorted((left, right) => Number(failing(right)) - Number(failing(left)))
      .map(({ path, role, verdict, status, latencyMs, text }) => ({
        ...{ path, role, verdict, took: latencyMs },
        ...(status !== null && { status }),
        ...(text !== null && { text }),
      })),
  }
}

const order: readonly HealthComponent['state'][] = ['down', 'degraded', 'unknown', 'up']

function componentTable(components: readonly HealthComponent[]): TableDraft {
  const rows = components.toSorted((left, right) => order.indexOf(left.state) - order.indexOf(right.state))
  const bad = rows.filter(({ state }) => state === 'down' || state === 'degraded')
  const title = bad.length === 0 ? 'none is down' : bad.map(({ name, state }) => `${name} is ${state}`).join(', ')
  return {
    title: `what it says of the things it needs: ${title}`,
    columns: [
      { id: 'component', label: 'component', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'state', label: 'state', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'text', label: 'text', kind: 'text', importance: 'key' },
      { id: 'kind', label: 'kind', kind: 'text' },
      { id: 'path', label: 'told by', kind: 'text', shorten: 'middle' },
    ],
    rows: rows.map(({ name, kind, state, path, text }) => ({
      ...{ component: name, state, path },
      ...(kind !== null && { kind }),
      ...(text !== null && { text }),
    })),
  }
}
