import { defineCheck } from '../../core/check.ts'
import { isCrashing } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { crashText, lastWords } from '../../facts/kubernetes/trouble-text.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Containers that end again and again, or cannot even be started. */
export const crashLoop = defineCheck({
  id: 'kubernetes.crash-loop',
  kind: 'condition',
  reads: { servicePods },
  params: {},
  run: ({ servicePods }, context) =>
    affectedContainers(servicePods, isCrashing).map((affected) => {
      const { reason, state, restarts, ended } = affected.container
      return draftOf(affected, context, crashText(affected.container), {
        reason: reason ?? ended?.reason ?? null,
        state,
        restarts,
        exitCode: ended?.exitCode ?? null,
        signal: ended?.signal ?? null,
        endedAs: ended?.reason ?? null,
        ranMs: ended?.ranMs ?? null,
        endedMs: ended?.endedMs ?? null,
        lastWords: lastWords(affected.container),
      })
    }),
})
