import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { unknownSince } from '../../core/since.ts'
import { configuration, stopsWrites } from '../../facts/redis/configuration.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { greeting } from '../../facts/redis/greeting.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { type Persistence, persistence } from '../../facts/redis/persistence.ts'

/** Saving to disk fails: what was written since is lost with the process, and by default every further write is refused (MISCONF). */
export const persistenceFailing = defineCheck({
  id: 'redis.persistence-failing',
  kind: 'condition',
  reads: { persistence, greeting, configuration },
  // Any failure counts: each of the three states is the outcome of the last attempt.
  params: {},
  run: (facts, { earlier, target, now }) =>
    eachServer(facts.persistence, earlier.persistence, target, ({ address, value }) => {
      const failing = failuresOf(value)
      if (failing.length === 0) return undefined
      const settings = ofNode(facts.configuration, address)
      const met = ofNode(facts.greeting, address)?.greeting
      // The PING of a server that refuses writes is refused with them.
      const refusing = met === 'misconfigured' ? true : met === 'pong' ? false : settings ? stopsWrites(settings) : null
      const age = value.snapshot.lastSaveAgeMs
      const lost =
        age === null ? '' : `, last saved ${durationText(age)} ago, ${value.snapshot.changesSince} changes since`
      return {
        severity: refusing === true || value.appendOnly?.lastWriteOk === false ? 'critical' : 'warning',
        summary: `${failing.join(' and ')} failed${lost}${refusing === true ? ': every write is refused (MISCONF)' : ''}`,
        // It began after the last save that worked.
        since: age === null ? unknownSince : { accuracy: 'atMost', at: Math.round(now - age) },
        evidence: {
          failing: [...failing],
          refusesWrites: refusing,
          lastSaveAgeMs: age,
          changesSince: value.snapshot.changesSince,
        },
      }
    }),
})

function failuresOf({ snapshot, appendOnly }: Persistence): readonly string[] {
  return [
    ...(snapshot.lastOk ? [] : ['the last snapshot']),
    ...(appendOnly?.lastWriteOk === false ? ['the last write of the append-only file'] : []),
    ...(appendOnly?.lastRewriteOk === false ? ['the last rewrite of the append-only file'] : []),
  ]
}
