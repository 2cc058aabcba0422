import type { FoundWorkload } from './found-workload.ts'

/** Who writes the objects of a service: what is changed by hand, they undo, or it makes them fail. */
export type ServiceOwner =
  | { readonly kind: 'helm'; readonly release: string; readonly namespace: string }
  | { readonly kind: 'argocd'; readonly application: string }
  | { readonly kind: 'flux'; readonly name: string; readonly helm: boolean }
  | { readonly kind: 'operator'; readonly owner: string }
  | { readonly kind: 'none' }

/** The release whose objects a workload is one of; null where it is none of Helm's. */
export function helmReleaseOf({
  labels,
  annotations,
  namespace,
}: Pick<FoundWorkload, 'labels' | 'annotations' | 'namespace'>): {
  readonly name: string
  readonly namespace: string
} | null {
  const name = annotations['meta.helm.sh/release-name']
  if (name === undefined || labels['app.kubernetes.io/managed-by'] !== 'Helm') return null
  return { name, namespace: annotations['meta.helm.sh/release-namespace'] ?? namespace }
}

/** Git before Helm, since what Git says is written again whatever Helm did; an operator's object before nobody. */
export function ownerOf(workload: FoundWorkload): ServiceOwner {
  const { labels, annotations, owner } = workload
  const application = argoApplication(workload)
  if (application !== null) return { kind: 'argocd', application }
  const helmRelease = labels['helm.toolkit.fluxcd.io/name']
  if (helmRelease !== undefined) return { kind: 'flux', name: helmRelease, helm: true }
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'] ?? annotations['kustomize.toolkit.fluxcd.io/name']
  if (kustomization !== undefined) return { kind: 'flux', name: kustomization, helm: false }
  const release = helmReleaseOf(workload)
  if (release !== null) return { kind: 'helm', release: release.name, namespace: release.namespace }
  if (owner !== null && !ownKinds.test(owner.kind)) return { kind: 'operator', owner: `${owner.kind} ${owner.name}` }
  return { kind: 'none' }
}

export function ownerText(owner: ServiceOwner): string | null {
  switch (owner.kind) {
    case 'helm':
      return `Helm release ${owner.release}`
    case 'argocd':
      return `Argo CD application ${owner.application}`
    case 'flux':
      return `Flux ${owner.helm ? 'HelmRelease' : 'Kustomization'} ${owner.name}`
    case 'operator':
      return owner.owner
    case 'none':
      return null
  }
}

const ownKinds = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|Job|CronJob|Pod|Node)$/

/**
 * By its annotation or own label; in its older way of tracking only app.kubernetes.io/instance, which others set, too: then by who wrote it.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
function argoApplication({ labels, annotations, writers, ref }: FoundWorkload): string | null {
  const [tracked] = (annotations['argocd.argoproj.io/tracking-id'] ?? '').split(':')
  const named = tracked || labels['argocd.argoproj.io/instance'] || annotations['argocd.argoproj.io/instance']
  if (named) return named
  return writers.some((each) => /^argocd-/.test(each)) ? (labels['app.kubernetes.io/instance'] ?? ref.name) : null
}
