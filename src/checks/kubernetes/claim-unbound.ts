import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import { type ClaimUse, volumes } from '../../facts/kubernetes/volumes.ts'

/** Volume claims that pods wait for: nobody makes the volume, or it is lost. */
export const claimUnbound = defineCheck({
  id: 'kubernetes.claim-unbound',
  kind: 'condition',
  reads: { volumes, events },
  params: {
    // Provisioners of clouds need about half a minute.
    graceSeconds: 60,
  },
  run: ({ volumes, events }, { target, now, params }) =>
    volumes.claims
      .filter((claim) => isMissed(claim, params.graceSeconds * 1000) || isHopeless(claim, seenOf(events.groups) ?? []))
      .map((use): FindingDraft => {
        const { claim, workload, phase, storageClass, pods, running, ageMs } = use
        return {
          severity: running === 0 ? 'critical' : 'warning',
          target: part(target, 'claim', { claim, workload }),
          summary: `${pods === 1 ? '1 pod' : `${pods} pods`} of ${workload} without the volume claim ${claim}: ${words(use)}`,
          since: lasting(ageMs, now),
          evidence: {
            claim,
            workload,
            phase,
            storageClass,
            pods,
            fault: phase === null ? 'absent' : phase.toLowerCase(),
          },
        }
      }),
})

/** A claim that is bound when its first pod comes is pending by right until then; here a pod is there. */
function isMissed({ phase, running, pods, ageMs }: ClaimUse, graceMs: number): boolean {
  if (phase === 'Bound' || running === pods) return false
  return phase !== 'Pending' || (ageMs ?? 0) >= graceMs
}

/** Nobody makes a volume of a storage class that does not exist. */
function isHopeless({ claim, phase }: ClaimUse, said: readonly EventGroup[]): boolean {
  return (
    phase === 'Pending' &&
    said.some(
      ({ about, names, message }) =>
        about === 'persistentvolumeclaim' && names.includes(claim) && /storageclass\S* \S+ not found/i.test(message),
    )
  )
}

function words({ phase, storageClass }: ClaimUse): string {
  if (phase === null) return 'there is no such claim'
  if (phase === 'Lost') return 'its volume is lost'
  return `no volume is bound to it (storage class ${storageClass ?? 'of the cluster'})`
}
