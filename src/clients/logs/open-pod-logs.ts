import type { Connection } from '../../core/connection.ts'
import type { Budget } from '../../core/facts.ts'
import { forbidden } from '../kubernetes/refusal.ts'
import type { LogReader, LogTails } from './client.ts'
import { type PodLog, readPodLog } from './pod-log.ts'
import { serverClock } from './server-clock.ts'
import type { PodLogSettings, PodsToRead } from './settings.ts'

/** All logs together, as for files; of a service of few pods each log gets no more than the second number. */
const byteCap = 4 * 1024 * 1024
const logByteCap = 1024 * 1024

/** A way to what the pods of a service write to their standard output. Rejects with `forbidden` where logs may not be read. */
export async function openPodLogs(settings: PodLogSettings, _budget: Budget): Promise<Connection> {
  const { cluster, namespace } = settings.service
  const began = performance.now()
  if (!(await cluster.may('get', '', 'pods/log', { namespace })))
    throw forbidden(cluster, { verb: 'get', group: '', resource: 'pods/log', namespace })
  return {
    client: { tail: (signal) => tail(settings, signal) } satisfies LogReader,
    vantage: 'cluster',
    roundTripMs: performance.now() - began,
    identity: null,
    sequential: true,
    close: async () => undefined,
  }
}

async function tail({ service, pods: listed }: PodLogSettings, signal: AbortSignal): Promise<LogTails> {
  const chosen = await listed()
  const wanted = chosen.pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container })))
  const limitBytes = Math.min(logByteCap, Math.floor(byteCap / Math.max(1, wanted.length)))
  const [now, ...read] = await Promise.all([
    serverClock(service, chosen.pods[0]?.name, signal),
    ...wanted.map(({ pod, container }) => readPodLog(service, pod, container, limitBytes, signal)),
  ])
  const files = read.flatMap((each) => ('tail' in each ? [each.tail(now)] : []))
  const failed = read.find((each) => 'error' in each)
  // What one lost node keeps back is no reason to say nothing of the others.
  if (files.length === 0 && failed !== undefined) throw failed.error
  const pods = { read: new Set(files.map(({ container }) => container?.pod)).size, total: chosen.total }
  const blind = blindness(service.service, chosen, read)
  return { files, now, pods, ...(blind !== null && { blind }) }
}

/** Silence of the main container tells nothing where another one carries its lines elsewhere, or where nothing has started. */
function blindness(service: string, { total, pods }: PodsToRead, read: readonly PodLog[]): string | null {
  if (total === 0) return `no pod of ${service} has started, so there is no log`
  const mains = read.flatMap((each) => ('tail' in each && each.isMain ? [each] : []))
  const shipping = pods.find(({ shipper }) => shipper !== null)
  if (shipping === undefined || mains.length === 0 || mains.some(({ text }) => text !== '')) return null
  const main = shipping.containers.find(({ isMain }) => isMain)?.name ?? 'the main container'
  return `${main} writes nothing to its standard output: ${shipping.shipper} seems to ship a log file, whose lines are not seen here`
}
