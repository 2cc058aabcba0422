import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { Values } from '../../core/reading.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { type ColdCache, coldCache } from '../../facts/redis/cold-cache.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { keyspace } from '../../facts/redis/keyspace.ts'
import { memory } from '../../facts/redis/memory.ts'
import { type NodePair, ofNode } from '../../facts/redis/per-node.ts'
import { server } from '../../facts/redis/server.ts'
import { intervalOf, hitRatio as ratioOf, type Stats, stats } from '../../facts/redis/stats.ts'

const reads = { stats, server, memory, keyspace }

/** Look-ups that find less than they used to: every miss becomes load on what the cache protects. */
export const hitRatio = defineCheck({
  id: 'redis.hit-ratio',
  kind: 'condition',
  reads,
  params: {
    // Field practice: the absolute value belongs to the workload, a drop of ten points to trouble.
    dropPoints: 10,
    // At 200 look-ups chance alone moves a ratio by up to 7 points, at 1000 by 3.
    minimumLookups: 200,
    baselineLookups: 1000,
    // A cache that lost its content has no ratio to drop from: fewer hits than misses.
    coldRatio: 0.5,
  },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.stats, earlier.stats, target, (seen) => {
      const cold = coldnessOf(facts, seen)
      const interval = intervalOf(seen)
      if (interval === undefined || seen.earlier === undefined)
        return suspicious(seen.value, cold, params)
          ? { lookAgain: 'one look does not tell how many look-ups miss now' }
          : undefined
      const recent = ratioOf(interval)
      const lookups = interval.hits + interval.misses
      if (recent === null || lookups < params.minimumLookups) return undefined
      const before = baseline(seen.earlier.value, params)
      const dropped = before !== null && (before - recent) * 100 > params.dropPoints
      if (!dropped && (cold === null || recent >= params.coldRatio)) return undefined
      const { elapsedMs, evicted } = interval
      const was = dropped ? `, ${percent(before)} before` : ''
      return {
        severity: 'warning',
        summary: `${percent(recent)} of look-ups hit in the last ${durationText(elapsedMs)}${was}${why(cold)}`,
        since: cold?.reason === 'restarted' ? lasting(cold.ageMs, now) : unknownSince,
        evidence: { recent, before, lookups, elapsedMs, evicted, cold: cold && { ...cold } },
      }
    }),
})

type Param = { readonly minimumLookups: number; readonly baselineLookups: number; readonly coldRatio: number }
type Facts = Values<typeof reads>

function coldnessOf(facts: Facts, seen: NodePair<Stats>): ColdCache | null {
  const of = { server: ofNode(facts.server, seen.address), memory: ofNode(facts.memory, seen.address) }
  const keys = ofNode(facts.keyspace, seen.address)
  if (of.server === undefined || of.memory === undefined || keys === undefined) return null
  return coldCache({ server: of.server, memory: of.memory, keyspace: keys }, seen)
}

function suspicious(value: Stats, cold: ColdCache | null, params: Param): boolean {
  const lifetime = ratioOf(value)
  const enough = value.hits + value.misses >= params.minimumLookups
  return cold?.reason === 'flushed' || (enough && lifetime !== null && lifetime < params.coldRatio)
}

/** The ratio up to the earlier look, where it rests on enough look-ups. */
function baseline(value: Stats, { baselineLookups }: Param): number | null {
  return value.hits + value.misses >= baselineLookups ? ratioOf(value) : null
}

function why(cold: ColdCache | null): string {
  if (cold === null) return ''
  const what = cold.ageMs === null ? 'emptied (FLUSHALL or FLUSHDB)' : `restarted ${durationText(cold.ageMs)} ago`
  return `; the cache was ${what} and holds ${cold.keys} keys`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
