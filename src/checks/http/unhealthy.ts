import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { failing, type HealthEndpoint, health } from '../../facts/http/health.ts'

/** The service says itself that it is not alive or not ready. */
export const unhealthy = defineCheck({
  id: 'http.unhealthy',
  kind: 'symptom',
  reads: { health },
  params: {},
  run({ health }) {
    if (!health.reached) return { unknown: `${health.url} gives no answer that could be judged: ${health.text}` }
    const known = health.endpoints.filter(({ verdict }) => verdict !== 'unclear' && verdict !== 'forbidden')
    if (known.length === 0)
      return {
        unknown: `no health endpoint in any known dialect at ${health.url}`,
        grant: 'name its paths (health.paths) in the configuration of the service',
      }
    const bad = known.filter(failing)
    if (bad.length === 0) return []
    // Where readiness has an endpoint of its own, the overall word counts non-critical parts too.
    const readySays = known.some(({ role, verdict }) => role === 'readiness' && verdict === 'up')
    const critical = bad.some(({ role }) => role !== 'overall') || !readySays
    return [
      {
        severity: critical ? 'critical' : 'warning',
        summary: sentence(bad),
        since: unknownSince,
        evidence: {
          endpoints: bad.map(({ path, role, status, verdict, text }) => ({ path, role, status, verdict, text })),
          components: health.components.filter(({ state }) => state === 'down').map(({ name }) => name),
        },
      },
    ]
  },
})

/** One sentence for all: endpoints of several dialects say the same. */
function sentence(bad: readonly HealthEndpoint[]): string {
  const silent = bad.filter(({ verdict }) => verdict === 'silent')
  const down = bad.filter(({ verdict }) => verdict === 'down')
  const says = [...new Set(down.flatMap(({ text }) => text ?? []))]
  const answers = [...new Set(down.map(({ status }) => status))].join(' and ')
  return [
    ...(down.length > 0 ? [`${paths(down)} ${down.length === 1 ? 'answers' : 'answer'} ${answers}`] : []),
    ...(silent.length > 0 ? [`${paths(silent)} ${silent.length === 1 ? 'gives' : 'give'} no answer within 2.5 s`] : []),
  ]
    .join('; ')
    .concat(says.length > 0 ? `: ${says.toSorted((left, right) => right.length - left.length)[0]}` : '')
}

function paths(endpoints: readonly HealthEndpoint[]): string {
  return endpoints.map(({ path }) => path).join(', ')
}
