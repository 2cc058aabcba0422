import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { sentinel } from '../../facts/redis/sentinel.ts'

/** A master that its Sentinels hold to be down: evidence from beside it, not from here. */
export const sentinelMaster = defineCheck({
  id: 'redis.sentinel-master',
  kind: 'condition',
  reads: { sentinel },
  // Objectively down: as many Sentinels as the quorum agree. Subjectively down: at least one that is asked, and most of them.
  params: { suspectingShare: 0.5 },
  run: ({ sentinel: seen }, { params, now }) => {
    const down = seen.sentinels.filter(({ masterHealth }) => masterHealth === 'down')
    const doubting = seen.sentinels.filter(({ masterHealth }) => masterHealth !== 'ok')
    const [first] = [...down, ...doubting]
    if (first === undefined || (down.length === 0 && doubting.length <= seen.sentinels.length * params.suspectingShare))
      return []
    const longest = Math.max(...doubting.map(({ masterDownMs }) => masterDownMs ?? 0))
    const failover = seen.sentinels.some(({ failoverInProgress }) => failoverInProgress)
    return [
      {
        severity: 'critical',
        summary: `${doubting.length} of ${seen.sentinels.length} Sentinels hold master ${first.master} to be down for ${durationText(longest)}${failover ? '; a failover is under way' : ''}`,
        since: lasting(longest, now),
        evidence: {
          master: first.master,
          downMs: longest,
          agreeing: doubting.length,
          asked: seen.sentinels.length,
          failoverInProgress: failover,
        },
      },
    ]
  },
})
