import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { ProgramUser } from '../program-user.ts'
import type { Thresholds } from '../scenario.ts'
import type { ClusterNames } from './names.ts'
import { orderApi } from './order-api/manifests.ts'
import { grantTier, type Tier } from './rights.ts'

/** What the operator may, and asks with. */
export interface ClusterBelief {
  readonly tier: Tier
  /** Whether the logins of the application are used. */
  readonly credentials: boolean
  /** Where another team's services stand beside it, and are not well themselves, one says which one is meant. */
  readonly service: string | null
  readonly thresholds: Thresholds
  readonly namespace: string
}

/** The person on call, who has nothing but a kubeconfig, and another one to act with. */
export class ClusterOperator extends ProgramUser {
  readonly #cluster: Cluster
  readonly #kubeconfigs: Readonly<Record<Tier, string>>
  readonly #usual: ClusterBelief
  #changes: Partial<ClusterBelief> = {}

  constructor(
    where: { readonly dir: string; readonly tools: string; readonly cluster: Cluster },
    kubeconfigs: Readonly<Record<Tier, string>>,
    usual: ClusterBelief,
  ) {
    super(where.dir, where.tools)
    this.#cluster = where.cluster
    this.#kubeconfigs = kubeconfigs
    this.#usual = usual
  }

  /** What is otherwise for now; an empty object takes it back. */
  believe(changes: Partial<ClusterBelief>): void {
    this.#changes = changes
  }

  override variables(): Readonly<Record<string, string>> {
    return { KUBECONFIG: this.#kubeconfigs[this.#belief.tier] }
  }

  /** usrops may only look; who pastes a remedy may act. */
  override remedyVariables(): Readonly<Record<string, string>> {
    return { KUBECONFIG: this.#cluster.kubeconfig }
  }

  override words(): readonly string[] {
    const { credentials, thresholds, namespace, service } = this.#belief
    return [
      ...(service === null ? [] : [service]),
      ...['-n', namespace],
      ...(credentials ? ['--credentials', 'application'] : []),
      ...(Object.keys(thresholds).length > 0 ? ['--config', this.#thresholdsFile(thresholds, namespace)] : []),
    ]
  }

  get #belief(): ClusterBelief {
    return { ...this.#usual, ...this.#changes }
  }

  #thresholdsFile(checks: Thresholds, namespace: string): string {
    const file = join(this.folder, 'thresholds.yaml')
    const clusters = [{ name: 'usrops-bench', namespaces: [namespace] }]
    writeFileSync(file, stringify({ version: 1, environments: { bench: { clusters, checks } } }))
    return file
  }
}

/** Makes the identities of the tiers, each with a kubeconfig whose context has the name that everybody uses. */
export async function operatorKubeconfigs(
  cluster: Cluster,
  names: ClusterNames,
  dir: string,
): Promise<Readonly<Record<Tier, string>>> {
  const tier = async (wanted: Tier) => {
    const file = join(dir, `${wanted}.kubeconfig`)
    copyFileSync(await grantTier(cluster, [names.namespace, orderApi.namespace], wanted), file)
    return file
  }
  const [look, connect, helm] = await Promise.all([tier('look'), tier('connect'), tier('helm')])
  return { look, connect, helm }
}
