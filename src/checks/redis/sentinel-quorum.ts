import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { sentinel } from '../../facts/redis/sentinel.ts'

/** Too few Sentinels to fail over, or Sentinels that name different masters. */
export const sentinelQuorum = defineCheck({
  id: 'redis.sentinel-quorum',
  kind: 'condition',
  reads: { sentinel },
  // SENTINEL CKQUORUM: as many as the quorum to agree, and a majority to act.
  params: {},
  run: ({ sentinel: seen }) => {
    const evidence = {
      sentinels: seen.sentinels.map((each) => ({
        ...each,
        replicas: each.replicas.map((replica) => ({ ...replica })),
      })),
    }
    const masters = [...new Set(seen.sentinels.map(({ master }) => master))]
    if (masters.length > 1)
      return [
        {
          severity: 'critical',
          since: unknownSince,
          summary: `Sentinels name different masters: ${masters.join(' and ')}`,
          evidence,
        },
      ]
    const without = seen.sentinels.filter(({ quorumReachable }) => quorumReachable === false)
    const [first] = without
    if (first !== undefined)
      return [
        {
          severity: 'critical',
          since: unknownSince,
          summary: `${without.length} of ${seen.sentinels.length} Sentinels asked say that no failover is possible: ${first.quorumSays}`,
          evidence,
        },
      ]
    if (seen.sentinels.length === 0 || seen.unasked.length === 0) return []
    return { unknown: `${seen.unasked.length} Sentinels not looked at: ${seen.unasked[0]?.reason}` }
  },
})
