import type { Duplex } from 'node:stream'
import { CannotAsk } from '../../core/facts.ts'
import type { Dial } from '../dial.ts'
import { dialDirect } from '../dial-direct.ts'
import { forbidden } from './refusal.ts'
import { type Route, routeTo } from './route.ts'
import { isLoopback } from './service-name.ts'
import type { ClusterSession } from './session.ts'

export interface DialClusterOptions {
  /** Of the pods whose addresses these are: names without a namespace mean this one. */
  readonly namespace: string
  /** The way to what is not in the cluster; directly from here by default. */
  readonly outside?: Dial
}

/** Endpoints move with every rollout: a way that was found is used again for so long. */
const routeMs = 2_000

/** Dials what the environment of a container names, as it is meant there: names and addresses of the cluster by tunnels to ready pods, everything else from here. */
export function dialCluster(session: ClusterSession, options: DialClusterOptions): Dial {
  const { namespace, outside = dialDirect } = options
  const routes = new Map<string, { readonly route: Promise<Route>; readonly at: number }>()
  const find = (host: string, port: number): Promise<Route> => {
    const key = `${host}:${port}`
    const known = routes.get(key)
    if (known !== undefined && performance.now() - known.at < routeMs) return known.route
    const route = routeTo(session.look(), namespace, host, port)
    routes.set(key, { route, at: performance.now() })
    return route
  }
  return async (host, port, signal) => {
    if (host.startsWith('/') || isLoopback(host)) throw insideSomePod(host)
    const route = await within(find(host, port), signal)
    if (route.kind === 'outside') {
      return outside(route.host, route.port, signal).catch((error: unknown) => {
        throw route.unless ?? error
      })
    }
    return tunnel(session, route.pod, route.port, signal).catch((error: unknown) => {
      throw asDialled(error, host, port)
    })
  }
}

/** Dials what the environment of a container of this pod names: loopback means the pod itself. */
export function dialPod(session: ClusterSession, pod: { namespace: string; name: string }, outside?: Dial): Dial {
  const others = dialCluster(session, { namespace: pod.namespace, ...(outside && { outside }) })
  return (host, port, signal) => (isLoopback(host) ? tunnel(session, pod, port, signal) : others(host, port, signal))
}

async function tunnel(
  session: ClusterSession,
  pod: { namespace: string; name: string },
  port: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const look = session.look()
  for (const verb of ['get', 'create'] as const) {
    if (await within(look.may(verb, '', 'pods/portforward', pod), signal)) continue
    const { namespace } = pod
    throw forbidden(session.access, { verb, group: '', resource: 'pods/portforward', namespace })
  }
  return session.forward(pod, port, signal)
}

function insideSomePod(host: string): CannotAsk {
  return new CannotAsk('unsupported', `${host} means inside the pod that dials it, and no pod is named`)
}

/** For who dials, the refusal is of the port that was dialled, not of the one that the Service leads to. */
function asDialled(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof CannotAsk) || !(error.cause instanceof Error)) return error
  const { kind, reason, grant } = error.unasked
  return new CannotAsk(kind, `${host}:${port}: ${reason}`, grant, { cause: Object.assign(error.cause, { port }) })
}

/** The wait ends with the signal; what is asked meanwhile goes on for others. */
function within<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new CannotAsk('unreachable', 'finding the way through the cluster took too long'))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
