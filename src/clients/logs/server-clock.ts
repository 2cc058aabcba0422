import type { Kind, ServiceInCluster } from '../kubernetes/client.ts'
import { patience } from './patience.ts'

/** Of a pod nothing but when the server spoke of it. */
const clock: Kind<number> = {
  group: '',
  version: 'v1',
  resource: 'pods',
  namespaced: true,
  read: (_raw, now) => now,
}

/** The clock of the cluster, which times the lines of its pods; that of this machine where the cluster does not tell. */
export async function serverClock(
  { cluster, namespace }: ServiceInCluster,
  pod: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const asked = performance.now()
  const told = pod === undefined ? null : await patience(cluster.get(clock, namespace, pod), signal).catch(() => null)
  return told === null ? Date.now() - (performance.now() - asked) : told
}
