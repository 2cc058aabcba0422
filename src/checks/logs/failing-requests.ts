import { defineCheck } from '../../core/check.ts'
import { logLines } from '../../facts/logs/lines.ts'
import { goesOn, onsetOf } from '../../facts/logs/occurrence.ts'
import { foundIn, sampleWords } from '../../facts/logs/readings.ts'

/** The request lines of the last seconds hold failures: what metrics tell only in two looks. */
export const failingRequests = defineCheck({
  id: 'logs.failing-requests',
  kind: 'symptom',
  reads: { logLines },
  params: {
    /** Runbook of vf-usr-srvc: more than 5 % of requests returning 5xx; 1 % is too fine for the lines of 20 s. */
    share: 0.05,
    minRequests: 5,
    minFailures: 3,
  },
  run({ logLines }, { params, now }) {
    const requests = logLines.requests
    if (requests === null || !goesOn(requests.failed)) return foundIn(logLines, [])
    const { total, failed } = requests.latest
    if (total < params.minRequests || failed < params.minFailures || failed / total <= params.share)
      return foundIn(logLines, [])
    return [
      {
        severity: 'critical',
        summary: `${Math.round((100 * failed) / total)} % of requests failed with 5xx (${failed} of ${total} in the last 20 s, by the log${sampleWords(logLines)})`,
        since: onsetOf(requests.failed, logLines.coversMs, now),
        evidence: {
          errorRate: failed / total,
          errors: failed,
          requests: total,
          failedPerMinute: requests.failed.perMinute,
          totalPerMinute: requests.total,
        },
      },
    ]
  },
})
