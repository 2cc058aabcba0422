import type { LogEntry } from './entry.ts'
import { nearest } from './times.ts'

/** A writer may hold lines back for so long; what is further off is another clock, or a zone that the line does not name. */
const agreementMs = 60_000

/** A line of a pod, and when the kubelet got it; null where no stamp stands before it. */
export function withoutStamp(raw: string): { readonly line: string; readonly at: number | null } {
  const found = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) ?/.exec(raw)
  if (found === null) return { line: raw, at: null }
  const at = Date.parse(found[0].trimEnd())
  return Number.isNaN(at) ? { line: raw, at: null } : { line: raw.slice(found[0].length), at }
}

/** A line keeps its own time where that can be right; else it has the kubelet's. */
export function timedByKubelet(entry: LogEntry, at: number): LogEntry {
  const own = entry.at === null ? null : nearest(entry.at, at)
  const keeps = own !== null && Math.abs(own - at) <= agreementMs
  return { ...entry, at: keeps ? own : at, zoneless: false }
}
