/**
 * A cluster that stays up until Ctrl-C; variables to use it by are on stdout. With USROPS_BENCH_KUBECONFIG set to its kubeconfig, startCluster
 * in another process takes this one.
 */
import { busyboxImage } from './images/busybox-image.ts'
import { userServiceImage } from './images/user-service-image.ts'
import { startCluster } from './start-cluster.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
})
const cluster = await startCluster({ onProgress: say })
const images = await Promise.all([busyboxImage(), userServiceImage()])
for (const image of images) await cluster.importImage(image)
const variables = {
  KUBECONFIG: cluster.kubeconfig,
  KUBECTL: cluster.kubectl,
  HELM3: cluster.helm3,
  HELM4: cluster.helm4,
  HOST_ADDRESS: cluster.hostAddress,
  NODE_NAME: cluster.nodeName,
  AUDIT_LOG: cluster.auditLog,
  BUSYBOX_IMAGE: images[0].reference,
  USER_SERVICE_IMAGE: images[1].reference,
}
for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}=${value}\n`)
say(`the cluster is at ${cluster.apiServer}; it is up until Ctrl-C, or SIGTERM to ${process.pid}`)
// The servers alone do not keep this process alive.
const alive = setInterval(() => undefined, 60_000)
await interrupted
clearInterval(alive)
say('stopping the cluster')
await cluster.stop()
process.exit()
