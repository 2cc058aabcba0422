import { type CauseView, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { Signature } from '../facts/logs/failure.ts'
import { saidBy, voices } from './complaints.ts'
import { type OfWorkload, oncePerFault } from './one-release.ts'
import { podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { failures, refused, symptomChecks } from './service-symptoms.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { restartWorkload } from './workload-remedies.ts'

const checks = ['kubernetes.config-changed-after-start', ...symptomChecks, ...voices, ...podFailureChecks] as const

type View = CauseView<(typeof checks)[number]>

/** What a process says whose password, key or token is no longer the right one. */
const turnedAway: readonly Signature[] = [
  'authentication-failed',
  'no-pg-hba-entry',
  'permission-denied',
  'pooler-login-failed',
  'token-key-mismatch',
  'certificate-untrusted',
  'certificate-expired',
]

/** A Secret was changed, and the pods still use what was in it before. */
export const secretRotatedNotRolled = defineCause({
  id: 'secret-rotated-not-rolled',
  reads: workloadReads,
  weighs: [...checks],
  conclude: (seen, view) => oncePerFault(workloadContexts(seen).flatMap((context) => ofWorkload(context, view))),
})

function ofWorkload(context: WorkloadContext, view: View): readonly OfWorkload[] {
  const { service, state, target } = context
  const stale = findingsOf(context, view, 'kubernetes.config-changed-after-start').filter((finding) =>
    textIn(finding, 'object')?.startsWith('secret/'),
  )
  const told = [...saidBy(service, view, ...turnedAway), ...refused(service, view)]
  if (stale.length === 0 || told.length === 0) return []
  const objects = [...new Set(stale.map((finding) => textIn(finding, 'object')))].join(', ')
  return [
    {
      context,
      what: objects,
      conclusion: {
        target,
        summary: `pods of ${state.workload} still use what was in ${objects} before it was changed, and are turned away`,
        because: reasonsOf([...stale, ...told]),
        explains: [...stale, ...told, ...felt(service, view)],
        confidence: 'high',
        remedies: [
          restartWorkload(
            context,
            view.topology,
            `start the pods of ${state.workload} anew, so that they read ${objects}`,
          ),
        ],
      },
    },
  ]
}

function felt(service: Target, view: View): readonly Finding[] {
  return [...failures(service, view), ...view.symptomsOver(service)]
}
