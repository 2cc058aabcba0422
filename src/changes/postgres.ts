import { type ChangeReading, defineChanges } from '../core/change.ts'
import { durationText } from '../core/duration-text.ts'
import { server } from '../facts/postgres/server.ts'

// The server reads its configuration while it starts: that is no change of its own.
const PART_OF_START_MS = 60_000

const restart = defineChanges({
  id: 'postgres.restart',
  reads: server,
  observe: ({ at, value }) => [
    {
      at: Math.round(at - value.startedMs),
      kind: 'restart',
      summary: `Postgres ${value.versionText} started (${durationText(value.startedMs)} ago)`,
    },
  ],
})

const configuration = defineChanges({
  id: 'postgres.configuration',
  reads: server,
  observe: ({ at, value }) =>
    value.startedMs - value.configurationLoadedMs < PART_OF_START_MS
      ? []
      : [
          {
            at: Math.round(at - value.configurationLoadedMs),
            kind: 'configuration',
            summary: 'Postgres reloaded its configuration',
          },
        ],
})

const failover = defineChanges({
  id: 'postgres.failover',
  reads: server,
  observe({ at, value, earlier }) {
    if (earlier === undefined) return []
    const before = earlier.value
    const promoted = before.inRecovery && !value.inRecovery
    const demoted = !before.inRecovery && value.inRecovery
    const moved = before.timeline !== null && value.timeline !== null && before.timeline !== value.timeline
    if (!promoted && !demoted && !moved) return []
    const what = promoted ? 'was promoted to primary' : demoted ? 'became a standby' : 'is on another time line'
    return [{ at, kind: 'failover', summary: `Postgres ${what} within the last ${durationText(earlier.elapsedMs)}` }]
  },
})

const settings = defineChanges({
  id: 'postgres.settings',
  reads: server,
  observe({ at, value, earlier }) {
    const before: Readonly<Record<string, string | number>> = earlier?.value.settings ?? {}
    return Object.entries(value.settings)
      .filter(([name, now]) => before[name] !== undefined && before[name] !== now)
      .map(([name, now]) => ({
        at,
        kind: 'configuration',
        summary: `setting ${name} of Postgres changed from ${before[name]} to ${now}`,
      }))
  },
})

export const postgresChanges: readonly ChangeReading[] = [restart, configuration, failover, settings]
