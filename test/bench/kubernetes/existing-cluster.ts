import { parse } from 'yaml'
import { type Progress, silent } from '../machine/progress.ts'
import { openRunFolder, removeRunFolder } from '../machine/run-folder.ts'
import { externalControl } from '../machine/server-control.ts'
import { onPath } from '../toolchain/tool-run.ts'
import { type Card, findCard } from './card.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { authorityIn } from './control-plane/authority.ts'
import { kubeconfigsBy } from './identities.ts'
import { throughKubectl } from './kubectl.ts'
import { importArchive } from './node/container-runtime.ts'
import { machineOf } from './node/machine.ts'
import { type ClusterTools, kubectlAndHelm } from './programs/kubectl-and-helm.ts'
import { machineBinary } from './programs/machine-binary.ts'
import { KUBECONFIG_VARIABLE } from './programs/missing-kubernetes.ts'
import { nodePackages } from './programs/node-packages.ts'

/** The address of this machine as pods of somebody else's cluster see it. */
const HOST_VARIABLE = 'USROPS_BENCH_KUBERNETES_HOST'

/**
 * The cluster of USROPS_BENCH_KUBECONFIG, with the right to do everything in it; undefined when the variable is not set.
 * It may be one of the bench's own that another process keeps up.
 */
export function existingCluster(options: ClusterOptions): Promise<Cluster> | undefined {
  const given = process.env[KUBECONFIG_VARIABLE]
  return given ? adopt(given, options) : undefined
}

async function adopt(kubeconfig: string, { dir, onProgress = silent }: ClusterOptions): Promise<Cluster> {
  const folder = dir ?? openRunFolder()
  const tools = await toolsFor(onProgress)
  const viaKubectl = throughKubectl(tools.kubectl, kubeconfig)
  const view = parse(await viaKubectl.run('config', 'view', '--minify', '--raw', '--flatten'))
  const { server, 'certificate-authority-data': ca } = view.clusters[0].cluster
  const nodes = await viaKubectl.run('get', 'nodes', '--output', 'name')
  const card = findCard(kubeconfig)
  const issuer = { folder, address: { url: server, ca }, issueToken: viaKubectl.issueToken }
  return {
    ...{ owned: false, kubeconfig, apiServer: String(server), ...tools, ...viaKubectl, parts: untouchable() },
    nodeName: nodes.split('\n')[0]?.replace('node/', '') ?? '',
    get hostAddress() {
      return (
        card?.hostAddress ?? process.env[HOST_VARIABLE] ?? refuse(`set ${HOST_VARIABLE} to the address of this machine`)
      )
    },
    get auditLog() {
      return card?.auditLog ?? refuse('nobody knows who asked it for what')
    },
    kubeconfigFor: kubeconfigsBy({ ...issuer, ...(card && { authority: authorityIn(card.authority) }) }),
    onNode: async () => refuse('nothing can be run on its node'),
    importImage: (image) => importInto(card, typeof image === 'string' ? image : image.archive),
    stop: async () => (dir === undefined ? removeRunFolder(folder) : undefined),
  }
}

async function importInto(card: Card | undefined, archive: string): Promise<void> {
  if (!card) return refuse(`load ${archive} into it yourself`)
  const [program, { path, env }] = await Promise.all([machineBinary(), nodePackages(silent)])
  const machine = machineOf({ program, env: { ...env, PATH: `${path}:${process.env.PATH}` } }, card.first)
  await importArchive(machine, archive)
}

/** Who has a cluster has tools for it, as a rule; what is not on PATH is fetched. */
async function toolsFor(onProgress: Progress): Promise<ClusterTools> {
  const [kubectl, helm] = [onPath('kubectl'), onPath('helm')]
  return kubectl && helm ? { kubectl, helm3: helm, helm4: helm } : await kubectlAndHelm(onProgress)
}

function untouchable(): Cluster['parts'] {
  const control = externalControl(KUBECONFIG_VARIABLE)
  return {
    ...{ etcd: control, apiServer: control, controllerManager: control, scheduler: control, containerd: control },
    ...{ kubelet: control, kubeProxy: control, nameService: control, metricsServer: control },
  }
}

function refuse(what: string): never {
  throw new Error(`the cluster of ${KUBECONFIG_VARIABLE} is not the bench’s own: ${what}`)
}
