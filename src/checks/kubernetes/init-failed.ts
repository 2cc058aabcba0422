import { defineCheck } from '../../core/check.ts'
import { isFailingInit } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Init containers that fail: what comes after them never starts. */
export const initFailed = defineCheck({
  id: 'kubernetes.init-failed',
  kind: 'condition',
  reads: { servicePods },
  params: {},
  run: ({ servicePods }, context) =>
    affectedContainers(servicePods, isFailingInit).map((affected) => {
      const { ended, restarts, reason, message } = affected.container
      const said = ended?.message ?? (reason === 'CrashLoopBackOff' ? null : message)
      const how = ended === null ? 'cannot be started' : `fails with exit code ${ended.exitCode}`
      const says = `${how}, ${restarts} restarts${said === null ? '' : `: ${said}`}`
      return draftOf(affected, context, says, {
        ...{ restarts, lastWords: said },
        exitCode: ended?.exitCode ?? null,
        reason: ended?.reason ?? reason,
        endedMs: ended?.endedMs ?? null,
      })
    }),
})
