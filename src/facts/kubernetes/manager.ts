import type { Meta } from './objects/meta.ts'

/** Whose word counts about an object: what anybody else changes, it takes back sooner or later. */
export interface Manager {
  readonly by: 'helm' | 'argocd' | 'flux' | 'operator' | 'nobody'
  /** The release, the application, the owner; null where it has no name. */
  readonly name: string | null
}

type Marks = Pick<Meta, 'labels' | 'annotations' | 'owner' | 'writers'>

/** By the marks that the tools leave. Git comes before Helm: a chart that Argo CD or Flux renders is rolled back in Git. */
export function managerOf({ labels, annotations, owner, writers }: Marks): Manager {
  const flux = labels['helm.toolkit.fluxcd.io/name'] ?? labels['kustomize.toolkit.fluxcd.io/name']
  if (flux !== undefined) return { by: 'flux', name: flux }
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ?? labels['argocd.argoproj.io/instance']
  if (tracked !== undefined) return { by: 'argocd', name: tracked }
  if (writers.some(({ manager }) => /^argocd-(application-)?controller$/.test(manager))) {
    return { by: 'argocd', name: labels['app.kubernetes.io/instance'] ?? null }
  }
  if (owner !== null) return { by: 'operator', name: `${owner.kind.toLowerCase()}/${owner.name}` }
  const release = annotations['meta.helm.sh/release-name']
  return release === undefined ? { by: 'nobody', name: null } : { by: 'helm', name: release }
}
