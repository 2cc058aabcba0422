import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { memory, sizeText } from '../../facts/redis/memory.ts'

/** Memory lost between allocations. */
export const fragmentation = defineCheck({
  id: 'redis.fragmentation',
  kind: 'hygiene',
  reads: { memory },
  // Redis documentation of INFO: allocator_frag_ratio is the true one. An emptied server shows a ratio of 16 over a few MB, so the bytes count too.
  params: { ratio: 1.5, usedShare: 0.1, minimumBytes: 100 * 1024 * 1024 },
  run: (facts, { earlier, target, params }) =>
    eachServer(facts.memory, earlier.memory, target, ({ value: { fragmentation: lost, used } }) => {
      if (lost === null || lost.ratio <= params.ratio) return undefined
      if (lost.bytes < params.minimumBytes || lost.bytes < used * params.usedShare) return undefined
      return {
        severity: 'warning',
        summary: `${sizeText(lost.bytes)} lost to fragmentation (ratio ${lost.ratio}) beside ${sizeText(used)} in use`,
        since: unknownSince,
        evidence: { ratio: lost.ratio, bytes: lost.bytes, used },
      }
    }),
})
