import { type ChangeReading, defineChanges } from '../core/change.ts'
import { logLines } from '../facts/logs/lines.ts'

const logged = defineChanges({
  id: 'logs.start',
  isHearsay: true,
  reads: logLines,
  observe: ({ value, at }) =>
    value.starts
      // Of pods the cluster knows when and why they started, and that it were several.
      .filter(({ kind }) => kind !== 'restart' || value.pods === null)
      .map(({ kind, ageMs, text }) => ({
        at: Math.round(at - ageMs),
        kind,
        summary: `${kind === 'restart' ? 'the service started' : 'the configuration was read anew'}: ${text}`,
      })),
})

const release = defineChanges({
  id: 'logs.release',
  isHearsay: true,
  reads: logLines,
  observe: ({ value, at }) =>
    value.versions.slice(0, -1).map(({ version, firstAgeMs }, index) => ({
      at: Math.round(at - firstAgeMs),
      kind: 'release',
      summary: `version ${value.versions[index + 1]?.version} -> ${version}`,
    })),
})

/** Changes that the logs of a service tell of. */
export const logsChanges: readonly ChangeReading[] = [logged, release]
