import { defineCheck } from '../../core/check.ts'
import { usage } from '../../facts/kubernetes/usage.ts'
import { nearLimit } from './near-limit.ts'

const mebibyte = 2 ** 20

/** A container is about to be killed for its memory. */
export const memoryNearLimit = defineCheck({
  id: 'kubernetes.memory-near-limit',
  kind: 'condition',
  reads: { usage },
  params: {
    /** ContainerHighMemoryUsage of awesome-prometheus-alerts warns at 80 %; a heap that fills its limit by design stays above that. */
    share: 0.92,
  },
  run: ({ usage }, context) =>
    nearLimit(usage, context, {
      resource: 'memory',
      share: context.params.share,
      words: ({ used, limits }, share) =>
        `uses ${Math.round((used.memory ?? 0) / mebibyte)} of ${Math.round((limits.memory ?? 0) / mebibyte)} MiB of memory (${Math.round(share * 100)} %): above the limit it is killed`,
    }),
})
