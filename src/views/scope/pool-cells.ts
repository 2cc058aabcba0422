import type { Look } from '../../core/look.ts'
import type { Row } from '../../core/table.ts'
import type { Target } from '../../core/target.ts'
import { metrics, type Pool } from '../../facts/http/metrics.ts'
import { instanceOf, seenOn } from './instance-of.ts'

/** The connections that a service keeps to its database, by its own metrics: of several pools the one that is fullest. */
export function connectionCells(service: Target, look: Look): Row {
  const instance = instanceOf('http', service, look)
  if (instance === undefined) return {}
  const seen = seenOn(metrics, instance)
  if (seen === undefined) return { connections: null, connectionsMax: null, connectionsWaiting: null }
  const [fullest] = seen.pools.toSorted((left, right) => fill(right) - fill(left))
  if (fullest === undefined) return {}
  const { active, max, waiting } = fullest
  return { connections: active, connectionsMax: max, connectionsWaiting: waiting }
}

function fill({ active, max, waiting }: Pool): number {
  return (active ?? 0) / (max || 1) + (waiting ?? 0)
}
