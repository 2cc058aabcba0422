import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { failing, type HealthComponent, health } from '../../facts/http/health.ts'

/** A thing the service depends on is down by the word of the service: seen from where it matters. */
export const componentDown = defineCheck({
  id: 'http.component-down',
  kind: 'condition',
  reads: { health },
  params: {},
  run({ health }, { target }) {
    if (!health.reached) return { unknown: `${health.url} gives no answer that could be judged: ${health.text}` }
    const serving = !health.endpoints.some((endpoint) => endpoint.role === 'readiness' && failing(endpoint))
    const ready = serving && health.endpoints.some(({ role, verdict }) => role === 'readiness' && verdict === 'up')
    return health.components
      .filter(({ state }) => state === 'down' || state === 'degraded')
      .map((component) => ({
        severity: component.state === 'down' && !ready ? ('critical' as const) : ('warning' as const),
        target: part(target, 'component', { name: component.name }),
        summary: sentence(component),
        since: unknownSince,
        evidence: {
          component: component.name,
          state: component.state,
          system: component.failure?.system ?? component.kind,
          kind: component.kind,
          signature: component.failure?.signature ?? null,
          host: component.failure?.host ?? null,
          port: component.failure?.port ?? null,
          text: component.text,
          path: component.path,
        },
      }))
  },
})

function sentence({ name, state, text, path }: HealthComponent): string {
  return `the service reports its component ${name} ${state}${text ? `: ${text}` : ''} (${path})`
}
