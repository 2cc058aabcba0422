import { defineCheck } from '../../core/check.ts'
import { logLines } from '../../facts/logs/lines.ts'
import { goesOn, onsetOf, shareBefore } from '../../facts/logs/occurrence.ts'
import { foundIn, sampleWords } from '../../facts/logs/readings.ts'

/** The request lines of the last seconds are refusals, where they used to be few. */
export const refusedRequests = defineCheck({
  id: 'logs.refused-requests',
  kind: 'symptom',
  reads: { logLines },
  params: {
    /** Every second request refused: not single clients but the key or the clock. */
    share: 0.5,
    minRefused: 10,
    /** Without this baseline it may always have been so. */
    usualShare: 0.2,
    /** Minutes before the last three. */
    baselineFrom: 3,
  },
  run({ logLines }, { params, now }) {
    const requests = logLines.requests
    if (requests === null || !goesOn(requests.refused)) return foundIn(logLines, [])
    const { total, refused } = requests.latest
    if (refused < params.minRefused || refused / total <= params.share) return foundIn(logLines, [])
    const usual = shareBefore(requests.refused.perMinute, requests.total, params.baselineFrom)
    if (usual !== null && usual > params.usualShare) return foundIn(logLines, [])
    return [
      {
        severity: 'critical',
        summary: `${Math.round((100 * refused) / total)} % of requests are refused with 401 or 403 (${refused} of ${total} in the last 20 s, by the log${sampleWords(logLines)})`,
        since: onsetOf(requests.refused, logLines.coversMs, now),
        evidence: { share: refused / total, refused, requests: total, usualShare: usual },
      },
    ]
  },
})
