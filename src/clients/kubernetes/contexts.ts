import { textAt } from '../../core/json.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { serviceAccountAccess } from './service-account.ts'
import type { ClusterSettings, ProcessEnvironment } from './settings.ts'

/** One way to a cluster that the operator has. */
export interface ContextSummary {
  readonly name: string
  readonly cluster: string
  /** What kubectl takes without `-n`. */
  readonly namespace: string
}

export interface ContextList {
  readonly contexts: readonly ContextSummary[]
  /** Null where none is chosen, and inside a pod. */
  readonly current: ContextSummary | null
  /** True in a pod without a kubeconfig: the cluster is the pod's own. */
  readonly insidePod: boolean
}

/** The contexts there are, by name. Reads files and opens nothing; no kubeconfig at all is an empty list. */
export async function listContexts(
  settings: Pick<ClusterSettings, 'kubeconfig'> = {},
  environment: ProcessEnvironment = process.env,
): Promise<ContextList> {
  const kubeconfig = await readKubeconfig(settings, environment)
  const contexts = [...(kubeconfig?.contexts ?? [])].map(([name, { fields }]) => ({
    name,
    cluster: textAt(fields, 'cluster') ?? '',
    namespace: textAt(fields, 'namespace') || 'default',
  }))
  return {
    contexts: contexts.toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    current: contexts.find(({ name }) => name === kubeconfig?.current) ?? null,
    insidePod: contexts.length === 0 && serviceAccountAccess(settings, environment) !== null,
  }
}
