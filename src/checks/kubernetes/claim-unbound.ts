import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type ClaimUse, volumes } from '../../facts/kubernetes/volumes.ts'

/** Volume claims that pods wait for: nobody makes the volume, or it is lost. */
export const claimUnbound = defineCheck({
  id: 'kubernetes.claim-unbound',
  kind: 'condition',
  reads: { volumes },
  params: {
    // Provisioners of clouds need about half a minute.
    graceSeconds: 60,
  },
  run: ({ volumes }, { target, now, params }) =>
    volumes.claims
      .filter((claim) => isMissed(claim, params.graceSeconds * 1000))
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

function words({ phase, storageClass }: ClaimUse): string {
  if (phase === null) return 'there is no such claim'
  if (phase === 'Lost') return 'its volume is lost'
  return `no volume is bound to it (storage class ${storageClass ?? 'of the cluster'})`
}
