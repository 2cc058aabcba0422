import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Claim, claims } from './objects/claim.ts'
import { podsOf } from './own.ts'
import { workloadName, workloadOfPod } from './pod-owner.ts'

/** The volume claims that the pods of a service mount. */
export interface Volumes {
  readonly claims: readonly ClaimUse[]
}

export interface ClaimUse {
  readonly claim: string
  readonly workload: string
  /** `Pending`, `Bound`, `Lost`; null where there is no such claim. */
  readonly phase: string | null
  readonly storageClass: string | null
  readonly volume: string | null
  readonly requestedBytes: number | null
  readonly accessModes: readonly string[]
  readonly ageMs: number | null
  /** Pods that mount it, and how many of them run. */
  readonly pods: number
  readonly running: number
}

export const volumes = defineFacts<Volumes, ServiceInCluster>({
  id: 'kubernetes.volumes',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const uses = (await podsOf(client)).flatMap((pod) => {
      const of = workloadOfPod(pod, client.workloads)
      return of === undefined
        ? []
        : pod.claims.map((claim) => ({ claim, workload: workloadName(of), phase: pod.phase }))
    })
    // Most services have no volume, and then nobody needs the right to see them.
    if (uses.length === 0) return { claims: [] }
    const known = await client.cluster.list(claims, { namespace: client.namespace })
    return {
      claims: [...Map.groupBy(uses, ({ claim }) => claim)].map(([name, pods]) => ({
        ...describe(known.find((each) => each.name === name)),
        claim: name,
        workload: pods[0]?.workload ?? '',
        pods: pods.length,
        running: pods.filter(({ phase }) => phase === 'Running').length,
      })),
    }
  },
})

function describe(claim: Claim | undefined): Omit<ClaimUse, 'claim' | 'workload' | 'pods' | 'running'> {
  return {
    phase: claim?.phase ?? null,
    storageClass: claim?.storageClass ?? null,
    volume: claim?.volume ?? null,
    requestedBytes: claim?.requestedBytes ?? null,
    accessModes: claim?.accessModes ?? [],
    ageMs: claim?.createdAgoMs ?? null,
  }
}
