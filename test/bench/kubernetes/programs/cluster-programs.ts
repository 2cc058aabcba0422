import type { Progress } from '../../machine/progress.ts'
import { isRoot } from '../../machine/unprivileged-user.ts'
import { onPath } from '../../toolchain/tool-run.ts'
import { clusterBinary } from './cluster-binary.ts'
import { type ClusterTools, kubectlAndHelm } from './kubectl-and-helm.ts'
import { machineBinary } from './machine-binary.ts'
import { missingKubernetes } from './missing-kubernetes.ts'
import { type NodePackages, nodePackages } from './node-packages.ts'

/** All programs of a cluster of the bench's own. */
export interface ClusterPrograms {
  readonly cluster: string
  readonly machine: string
  readonly node: NodePackages
  readonly tools: ClusterTools
}

/** Fetches and builds what a cluster needs; 6 minutes the first time. Fails with MissingToolchain where it cannot be had. */
export async function clusterPrograms(onProgress: Progress): Promise<ClusterPrograms> {
  if (process.platform !== 'linux') throw missingKubernetes('use Linux')
  if (!isRoot) throw missingKubernetes('run this as root, for containers need it')
  for (const tool of ['ip', 'mount', 'openssl']) if (!onPath(tool)) throw missingKubernetes(`install ${tool}`)
  const [node, tools, machine] = await Promise.all([
    nodePackages(onProgress),
    kubectlAndHelm(onProgress),
    machineBinary(),
  ])
  return { node, tools, machine, cluster: await clusterBinary(onProgress) }
}
