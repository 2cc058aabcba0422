import { OperatorError } from '../core/errors.ts'
import type { ClusterConfig, Credentials } from './schema/cluster.ts'

/** What the command line says of clusters: which one, where in it, and with whose logins. */
export interface ClusterWishes {
  readonly context?: string
  readonly namespaces?: readonly string[]
  readonly allNamespaces?: boolean
  readonly kubeconfig?: string
  readonly credentials?: Credentials
}

/** A cluster of an environment, and where in it to look. */
export type WantedCluster = ClusterConfig & {
  /** All namespaces that may be seen, whatever `namespaces` says. */
  readonly everywhere?: boolean
  /** The command line named it, or a place in it: what is elsewhere was not meant. */
  readonly narrowed?: boolean
}

/** Whether they name a cluster, or a place in one. */
export function namesCluster({ context, namespaces = [], allNamespaces, kubeconfig }: ClusterWishes): boolean {
  return context !== undefined || namespaces.length > 0 || allNamespaces === true || kubeconfig !== undefined
}

/** The one cluster that options name by themselves; without any, that of the current context. */
export function clusterOf(wishes: ClusterWishes): WantedCluster {
  return applied({}, wishes)
}

/** The clusters of a file, narrowed by options. A context that is none of theirs is refused: identities and services of the file are another cluster's. */
export function narrowed(
  clusters: readonly ClusterConfig[],
  wishes: ClusterWishes,
  where: string,
): readonly WantedCluster[] {
  if (!namesCluster(wishes)) return clusters
  if (clusters.length === 0) {
    throw new OperatorError(`a cluster was named, but ${where} has none`, {
      hint: 'add clusters: [{ context: NAME }] to the environment, or name another file with --config',
      exit: 'usage',
    })
  }
  const { context } = wishes
  const chosen = clusters.filter((each) => context === undefined || (each.context ?? context) === context)
  if (chosen.length > 0) return chosen.map((each) => applied(each, wishes))
  throw new OperatorError(`--context ${context} is none of the clusters of ${where}`, {
    hint: `its contexts: ${clusters.flatMap((each) => each.context ?? []).join(', ')}; name another environment with -e`,
    exit: 'usage',
  })
}

function applied(cluster: ClusterConfig, wishes: ClusterWishes): WantedCluster {
  const { context, namespaces = [], allNamespaces, kubeconfig } = wishes
  return {
    ...cluster,
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(namespaces.length > 0 && { namespaces: [...new Set(namespaces)] }),
    ...(allNamespaces && { everywhere: true }),
    ...(namesCluster(wishes) && { narrowed: true }),
  }
}
