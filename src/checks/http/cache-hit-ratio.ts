import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { ratesBetween } from '../../facts/http/rates.ts'

/** The cache finds much less than it used to: the database gets the reads instead. */
export const cacheHitRatio = defineCheck({
  id: 'http.cache-hit-ratio',
  kind: 'condition',
  reads: { metrics },
  params: {
    /** Only a cache that did help can be missed. */
    usualRatio: 0.5,
    dropFactor: 0.5,
    /** A hundred reads measure a ratio to about 5 %. */
    minReads: 100,
  },
  run({ metrics }, { earlier, params }) {
    const before = earlier.metrics?.value
    if (earlier.metrics === undefined || before?.cache == null) return []
    const rates = ratesBetween(before, metrics, earlier.metrics.elapsedMs)
    const usualReads = before.cache.hits + before.cache.misses
    const usual = usualReads === 0 ? 0 : before.cache.hits / usualReads
    if (rates?.cacheHitRatio == null || rates.cacheReads < params.minReads || usualReads < params.minReads) return []
    if (usual < params.usualRatio || rates.cacheHitRatio > usual * params.dropFactor) return []
    return [
      {
        severity: 'warning',
        summary: `the cache finds ${percent(rates.cacheHitRatio)} of what is read, before ${percent(usual)}`,
        since: unknownSince,
        evidence: { ratio: rates.cacheHitRatio, usualRatio: usual, reads: rates.cacheReads },
      },
    ]
  },
})

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
