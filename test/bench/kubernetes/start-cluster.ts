import { mkdirSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { cleanUpOnExit } from '../machine/exit-guard.ts'
import { silent } from '../machine/progress.ts'
import { openRunFolder, removeRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { leaveCard } from './card.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { NODE_NAME, newAccounts } from './control-plane/accounts.ts'
import { API_PORT, auditLogOf } from './control-plane/api-server.ts'
import { inBase64, newAuthority } from './control-plane/authority.ts'
import { existingCluster } from './existing-cluster.ts'
import { kubeconfigsBy } from './identities.ts'
import { pauseImage } from './images/pause-image.ts'
import { throughKubectl } from './kubectl.ts'
import { newCgroups } from './node/cgroups.ts'
import { importArchive } from './node/container-runtime.ts'
import { newMachine } from './node/machine.ts'
import { furnish } from './node/surroundings.ts'
import { startParts } from './parts.ts'
import { type ClusterPrograms, clusterPrograms } from './programs/cluster-programs.ts'
import { clusterIsReady } from './readiness.ts'
import { inSite, type Site } from './site.ts'

const AUTHORITY = 'authority'

/** Brings up a cluster of one node that is ready for pods; 5 s when its programs are there, 6 minutes the first time. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  return (await existingCluster(options)) ?? (await ownCluster(options))
}

async function ownCluster(options: ClusterOptions): Promise<Cluster> {
  const { onProgress = silent } = options
  const programs = await clusterPrograms(onProgress)
  const since = performance.now()
  const { site, remove } = await newSite(options, programs)
  const parts = new Set<ServerControl>()
  const stop = async () => {
    await Promise.all([...parts].map((part) => part.kill()))
    await remove()
  }
  try {
    const cluster = await onSite(site, (part) => parts.add(part))
    onProgress(`kubernetes is up (${((performance.now() - since) / 1000).toFixed(1)} s)`)
    return { ...cluster, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function newSite({ dir, name = 'kubernetes', hasty = false }: ClusterOptions, programs: ClusterPrograms) {
  const runFolder = dir ?? openRunFolder()
  const folder = join(runFolder, name)
  mkdirSync(folder)
  const path = [programs.node.path, process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter)
  const env = { ...programs.node.env, PATH: path }
  const cgroups = newCgroups(basename(runFolder), name)
  const takeBack = cleanUpOnExit(cgroups.remove)
  const removeAll = () => {
    cgroups.remove()
    takeBack()
    if (dir === undefined) removeRunFolder(runFolder)
  }
  try {
    const machine = await newMachine({ program: programs.machine, dir: runFolder, name: `${name}-machine`, env })
    const site: Site = { dir: runFolder, folder, programs, machine, cgroups, env, hasty }
    const remove = async () => {
      await machine.stop()
      removeAll()
    }
    return { site, remove }
  } catch (error) {
    removeAll()
    throw error
  }
}

async function onSite(site: Site, onPart: (part: ServerControl) => void): Promise<Omit<Cluster, 'stop'>> {
  const { machine, folder, programs } = site
  const [authority, pause] = await Promise.all([
    newAuthority(inSite(site, AUTHORITY)),
    pauseImage(),
    furnish(machine, folder),
  ])
  const url = `https://${machine.addresses.node}:${API_PORT}`
  const address = { url, ca: inBase64(authority.certificate) }
  const accounts = newAccounts(folder, address)
  const kubeconfig = accounts.kubeconfigs.admin
  const viaKubectl = throughKubectl(programs.tools.kubectl, kubeconfig)
  const { apply, issueToken } = viaKubectl
  const parts = await startParts({ ...{ site, url, authority, accounts, pause }, apply, onPart })
  await clusterIsReady(url, accounts.adminToken, site)
  const hostAddress = machine.addresses.host
  const auditLog = auditLogOf(site)
  leaveCard(kubeconfig, { first: machine.first, hostAddress, auditLog, authority: inSite(site, AUTHORITY) })
  return {
    ...{ owned: true, kubeconfig, apiServer: url, parts, ...programs.tools, ...viaKubectl },
    ...{ hostAddress, nodeName: NODE_NAME, auditLog },
    kubeconfigFor: kubeconfigsBy({ folder, address, authority, issueToken }),
    onNode: machine.run,
    importImage: (image) => importArchive(machine, typeof image === 'string' ? image : image.archive),
  }
}
