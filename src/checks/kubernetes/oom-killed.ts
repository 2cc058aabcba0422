import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { wasOutOfMemory } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** What the kernel says with a kill of its own. */
const killed = 137

/** Containers that the kernel killed for memory, or whose children it killed. */
export const oomKilled = defineCheck({
  id: 'kubernetes.oom-killed',
  kind: 'condition',
  reads: { servicePods },
  params: {
    // awesome-prometheus-alerts looks back 10 minutes (KubernetesContainerOomKiller); an hour shows the slow leak, too.
    recentSeconds: 3600,
  },
  run: ({ servicePods }, context) => {
    const isRecent = (endedMs: number | null) => (endedMs ?? 0) <= context.params.recentSeconds * 1000
    const found = affectedContainers(
      servicePods,
      (container) => wasOutOfMemory(container) && isRecent(container.ended?.endedMs ?? null),
    )
    return found.map((affected) => {
      const { memoryLimit, memoryRequest, restarts, ended } = affected.container
      const limit =
        memoryLimit === null ? 'without a limit of its own' : `limit ${Math.round(memoryLimit / 2 ** 20)} Mi`
      // kubernetes#104454: with another exit code it was a child, perhaps long ago, for the counter of the cgroup only grows.
      const isItself = ended?.exitCode === killed
      const who = isItself ? 'killed for memory' : `a child process was killed for memory, exit code ${ended?.exitCode}`
      const says = `${who} (${limit}), ${restarts} restarts, last ${durationText(ended?.endedMs ?? 0)} ago`
      const evidence = {
        ...{ memoryLimit, memoryRequest, restarts, isItself },
        exitCode: ended?.exitCode ?? null,
        ranMs: ended?.ranMs ?? null,
        endedMs: ended?.endedMs ?? null,
      }
      const draft = draftOf(affected, context, says, evidence)
      return isItself ? draft : { ...draft, severity: 'warning' as const }
    })
  },
})
