import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { type SlowEntry, slowlog, walksEverything } from '../../facts/redis/slowlog.ts'

/** Commands of the last minutes during which everybody else had to wait. */
export const slowCommands = defineCheck({
  id: 'redis.slow-commands',
  kind: 'condition',
  reads: { slowlog },
  // Field practice: one command over 50 ms is felt by all clients. A tenth of the time stalled is an outage for a service with short time-outs.
  params: { slowMs: 50, windowSeconds: 300, criticalShare: 0.1 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.slowlog, earlier.slowlog, target, ({ value }) => {
      const windowMs = params.windowSeconds * 1000
      const slow = value.entries.filter(({ tookMs, ageMs }) => tookMs > params.slowMs && ageMs <= windowMs)
      const worst = slow.toSorted((left, right) => right.tookMs - left.tookMs)[0]
      if (worst === undefined) return undefined
      const stalledMs = slow.reduce((sum, { tookMs }) => sum + tookMs, 0)
      const first = Math.max(...slow.map(({ ageMs }) => ageMs))
      return {
        severity: stalledMs > windowMs * params.criticalShare ? 'critical' : 'warning',
        summary: `${slow.length} commands over ${params.slowMs} ms in the last ${durationText(windowMs)}, the longest ${describe(worst)}: all other clients waited`,
        since: lasting(first, now),
        evidence: { count: slow.length, stalledMs, windowMs, worst: { ...worst }, byCommand: byCommand(slow) },
      }
    }),
})

function describe({ command, key, tookMs, from, client, ageMs }: SlowEntry): string {
  const who = client === '' ? from : `${client} (${from})`
  const walks = walksEverything(command) ? ', which walks through everything,' : ''
  return `${command.toUpperCase()}${key === null ? '' : ` ${key}`}${walks} with ${durationText(tookMs)} by ${who} ${durationText(ageMs)} ago`
}

function byCommand(entries: readonly SlowEntry[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(entries, ({ command }) => command)
  return Object.fromEntries([...groups].map(([command, members]) => [command, members.length]))
}
