import { type ChangeReading, defineChanges } from '../core/change.ts'
import { health } from '../facts/http/health.ts'
import { metrics } from '../facts/http/metrics.ts'

const restart = defineChanges({
  id: 'http.restart',
  isHearsay: true,
  reads: metrics,
  observe: ({ value, at }) => {
    if (value.processAgeMs === null) return []
    const version = value.version === null ? '' : ` (version ${value.version})`
    return [
      {
        at: Math.round(at - value.processAgeMs),
        kind: 'restart',
        summary: `the process of the service started${version}`,
      },
    ]
  },
})

const release = defineChanges({
  id: 'http.release',
  isHearsay: true,
  reads: health,
  observe: ({ value, at, earlier }) => {
    const before = earlier?.value
    if (!value.reached || before === undefined || !before.reached) return []
    if (value.version === null || before.version === null || value.version === before.version) return []
    return [{ at, kind: 'release', summary: `version ${before.version} -> ${value.version}` }]
  },
})

/** Changes that the HTTP side of a service tells of. */
export const httpChanges: readonly ChangeReading[] = [restart, release]
