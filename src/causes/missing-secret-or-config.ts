import { type CauseView, defineCause } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { type OfWorkload, oncePerFault } from './one-release.ts'
import { failedRollout, followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

const checks = [
  'kubernetes.config-error',
  'kubernetes.volume-failed',
  'kubernetes.missing-reference',
  'kubernetes.create-forbidden',
  ...podFailureChecks,
] as const

type View = CauseView<(typeof checks)[number]>

/** Pods cannot start because a Secret, a ConfigMap, a key of one or a service account that they name is not there. */
export const missingSecretOrConfig = defineCause({
  id: 'missing-secret-or-config',
  reads: workloadReads,
  weighs: [...checks],
  conclude: (seen, view) => oncePerFault(workloadContexts(seen).flatMap((context) => ofWorkload(context, view))),
})

function ofWorkload(context: WorkloadContext, view: View): readonly OfWorkload[] {
  const { state, service, target } = context
  const stopped = findingsOf(
    context,
    view,
    'kubernetes.config-error',
    'kubernetes.volume-failed',
    'kubernetes.create-forbidden',
  ).filter(isAbsence)
  const known = view
    .findingsOn(service, 'kubernetes.missing-reference')
    .filter((finding) => textsIn(finding, 'workloads').includes(state.workload))
  const grounds = [...stopped, ...known]
  if (grounds.length === 0) return []
  const missing = [...new Set(grounds.flatMap(nameOf))].join(', ')
  const rollout = failedRollout(context, view)
  const isNew = stopped.length > 0 && rollout !== undefined && !rollout.isRestart
  return [
    {
      context,
      what: missing,
      conclusion: {
        target,
        summary:
          stopped.length > 0
            ? `pods of ${state.workload} cannot start without ${missing}`
            : `the next pod of ${state.workload} will not start: ${missing} is missing`,
        because: reasonsOf(grounds),
        explains: stopped.length > 0 ? [...grounds, ...followsFromFailing(context, view)] : grounds,
        confidence: stopped.length > 0 ? 'high' : 'medium',
        remedies: [
          ...(isNew ? [rollBackWorkload(context, view.topology)] : []),
          {
            kind: 'manual',
            risk: 'low',
            summary: `create ${missing} in the namespace ${service.namespace ?? ''}, or correct the name in ${state.workload}; pods start by themselves then`,
          },
        ],
      },
    },
  ]
}

function isAbsence(finding: Finding): boolean {
  return ['missing-secret', 'missing-config-map', 'missing-key', 'service-account'].includes(
    textIn(finding, 'fault') ?? '',
  )
}

function nameOf(finding: Finding): readonly string[] {
  const object = textIn(finding, 'object')
  const key = textIn(finding, 'key')
  if (textIn(finding, 'fault') === 'service-account') return [`the service account ${textIn(finding, 'by')}`]
  // Of a volume the kubelet names the key and not the object: the template does.
  if (object === null) return []
  return [key === null ? object : `the key ${key} of ${object}`]
}
