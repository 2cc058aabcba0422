import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { configuration } from '../../facts/kubernetes/configuration.ts'
import { workloads } from '../../facts/kubernetes/workloads.ts'

/** Pods that still run with what a ConfigMap or a Secret said before it was changed: an environment is read when a container starts. */
export const configChangedAfterStart = defineCheck({
  id: 'kubernetes.config-changed-after-start',
  kind: 'condition',
  reads: { configuration, workloads },
  params: {},
  run: ({ configuration, workloads }, { target, now }) => {
    // A release changes both, and its pods are on their way.
    const rolling = new Set(
      workloads.workloads.flatMap(({ workload, rollout }) =>
        rollout.state === 'progressing' || rollout.state === 'unobserved' ? [workload] : [],
      ),
    )
    return configuration.objects.flatMap(({ object, changedMs, changedBy, uses }) =>
      uses
        .filter(({ stale, workload }) => stale > 0 && !rolling.has(workload))
        .map(({ workload, stale, running, containers }) => ({
          severity: 'warning' as const,
          target: part(target, 'configuration', { object, workload }),
          summary: `${stale} of ${running} pods of ${workload} run with an older ${object}: it was changed ${durationText(changedMs ?? 0)} ago`,
          since: lasting(changedMs, now),
          evidence: { object, workload, changedMs, changedBy, pods: stale, of: running, containers },
        })),
    )
  },
})
