import type { Look } from '../../core/look.ts'
import type { Row } from '../../core/table.ts'
import type { Target } from '../../core/target.ts'
import { type Health, type HealthVerdict, health } from '../../facts/http/health.ts'
import { instanceOf, seenOn } from './instance-of.ts'

/** What the health endpoints of a service say together. */
export function healthCells(service: Target, look: Look): Row {
  const instance = instanceOf('http', service, look)
  if (instance === undefined) return {}
  const seen = seenOn(health, instance)
  return { health: seen === undefined ? null : wordOf(seen) }
}

/** The worst comes first. */
const order: readonly HealthVerdict[] = ['down', 'silent', 'degraded', 'up', 'forbidden', 'unclear']

function wordOf(seen: Health): string | null {
  if (!seen.reached) return 'no answer'
  const verdict = order.find((each) => seen.endpoints.some((endpoint) => endpoint.verdict === each))
  if (verdict === undefined) return null
  const bad = seen.components.filter(({ state }) => state === 'down').map(({ name }) => name)
  return bad.length === 0 ? verdict : `${verdict} (${bad.join(', ')})`
}
