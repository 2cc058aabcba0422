import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { type Loading, server } from '../../facts/redis/server.ts'

/** A server that reads its data after a start and refuses commands until it is done. Restarting it again starts over. */
export const loading = defineCheck({
  id: 'redis.loading',
  kind: 'condition',
  reads: { server },
  // Any: commands are refused with LOADING meanwhile.
  params: {},
  run: (facts, { earlier, target, now }) =>
    eachServer(facts.server, earlier.server, target, ({ value }) => {
      if (value.loading === null) return undefined
      const { percent, remainingMs, ageMs } = value.loading
      return {
        severity: 'critical',
        summary: `loading its data from disk${progress(value.loading)}: commands are refused until it is done; do not restart it again`,
        since: lasting(ageMs ?? value.uptimeMs, now),
        evidence: { percent, remainingMs, ageMs, uptimeMs: value.uptimeMs },
      }
    }),
})

function progress({ percent, remainingMs }: Loading): string {
  if (percent === null) return ''
  return ` (${Math.round(percent)} %${remainingMs === null ? '' : `, about ${durationText(remainingMs)} left`})`
}
