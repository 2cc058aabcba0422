import type { ServerControl } from '../machine/server-control.ts'
import { metricsServerObjects, startMetricsServer } from './add-ons/metrics-server.ts'
import { nameServiceObjects, startNameService } from './add-ons/name-service.ts'
import type { Cluster, ClusterPart } from './cluster.ts'
import type { Accounts } from './control-plane/accounts.ts'
import { startApiServer } from './control-plane/api-server.ts'
import type { Authority } from './control-plane/authority.ts'
import { startControllerManager, startScheduler } from './control-plane/controllers.ts'
import { startEtcd } from './control-plane/etcd.ts'
import type { Image } from './images/image.ts'
import { importArchive, startContainerd } from './node/container-runtime.ts'
import { startKubeProxy } from './node/kube-proxy.ts'
import { startKubelet } from './node/kubelet.ts'
import { apiServerAnswers } from './readiness.ts'
import type { Site } from './site.ts'

export type Parts = Readonly<Record<ClusterPart, ServerControl>>

export interface Making {
  readonly site: Site
  readonly url: string
  readonly authority: Authority
  readonly accounts: Accounts
  readonly pause: Image
  readonly apply: Cluster['apply']
  /** Hears of each part as soon as it runs, so that it can be stopped when another fails. */
  readonly onPart: (part: ServerControl) => void
}

/** Starts everything that a cluster consists of, in the order in which they need each other. */
export async function startParts(making: Making): Promise<Parts> {
  const { site, url, authority, accounts, pause, apply } = making
  const noted = async (start: Promise<ServerControl>) => {
    const part = await start
    making.onPart(part)
    return part
  }
  const runtime = async () => {
    const containerd = await noted(startContainerd(site, pause.reference))
    await importArchive(site.machine, pause.archive)
    return containerd
  }
  const api = async () => {
    const apiServer = await noted(startApiServer(site, authority, accounts))
    await apiServerAnswers(url, accounts.adminToken)
    return apiServer
  }
  const addOns = async () => {
    // What they may do must be known before they ask for it.
    await apply([...nameServiceObjects(site), ...metricsServerObjects(site)])
    return await together(noted(startNameService(site, accounts)), noted(startMetricsServer(site, accounts)))
  }
  const [etcd, apiServer, containerd] = await together(noted(startEtcd(site)), api(), runtime())
  const [controllerManager, scheduler, kubelet, kubeProxy, [nameService, metricsServer]] = await together(
    noted(startControllerManager(site, authority, accounts)),
    noted(startScheduler(site, accounts)),
    noted(startKubelet(site, accounts)),
    noted(startKubeProxy(site, accounts)),
    addOns(),
  )
  return {
    ...{ etcd, apiServer, containerd, controllerManager, scheduler, kubelet, kubeProxy, nameService, metricsServer },
  }
}

/** Unlike Promise.all it fails only when all have come to an end: nothing is started behind the back of who cleans up. */
async function together<Values extends readonly unknown[]>(
  ...starts: { readonly [Index in keyof Values]: Promise<Values[Index]> }
): Promise<Values> {
  await Promise.allSettled(starts)
  return await (Promise.all(starts) as Promise<unknown> as Promise<Values>)
}
