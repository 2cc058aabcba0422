import { defineCheck } from '../../core/check.ts'
import { usage } from '../../facts/kubernetes/usage.ts'
import { nearLimit } from './near-limit.ts'

/** A container uses all the CPU that it may: it waits for its turn, and requests with it. */
export const cpuAtLimit = defineCheck({
  id: 'kubernetes.cpu-at-limit',
  kind: 'condition',
  reads: { usage },
  params: {
    /** Measured over 10 to 30 s: nearly all of it means that most moments were at the limit. */
    share: 0.9,
  },
  run: ({ usage }, context) =>
    nearLimit(usage, context, {
      resource: 'cpu',
      share: context.params.share,
      words: ({ used, limits }, share) =>
        `uses ${(used.cpu ?? 0).toFixed(2)} of ${limits.cpu} CPUs (${Math.round(share * 100)} %): it is throttled`,
    }),
})
