import { defaultLimits } from '../../core/collect.ts'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import { parseJson, textAt } from '../../core/json.ts'
import { type Access, findAccess } from './access.ts'
import { Api } from './api.ts'
import type { ClusterClient, PortForward } from './client.ts'
import { deadlineIn } from './deadline.ts'
import { Look, type Shared } from './look.ts'
import { Rights } from './rights.ts'
import type { ClusterSettings, ProcessEnvironment } from './settings.ts'
import { Tunnels } from './tunnels.ts'

/** Of the time that is given, so that what is said at its end is ours (which request, in which state) and not only "no answer". */
const ownShare = 0.9

/** One cluster for the time of a run: its connections, what the operator may do there, and who it is. */
export class ClusterSession {
  readonly access: Pick<Access, 'name' | 'context' | 'namespace' | 'kubectl' | 'helm'> & { readonly server: string }
  /** The uid of the namespace kube-system; null where the operator may not read it. */
  readonly identity: string | null
  readonly roundTripMs: number
  /** A stream to a port inside a pod. */
  readonly forward: PortForward
  readonly #shared: Shared
  readonly #tunnels: Tunnels
  #joined: { readonly look: Look; members: number } | undefined
  #version: Promise<string> | undefined

  constructor(api: Api, identity: string | null, roundTripMs: number) {
    const { name, context, namespace, kubectl, helm, server } = api.access
    this.access = { name, context, namespace, kubectl, helm, server: server.origin }
    this.identity = identity
    this.roundTripMs = roundTripMs
    const { collectMs, roundTrips } = defaultLimits
    const patienceMs = () => ownShare * Math.max(collectMs, roundTrips * roundTripMs)
    this.#shared = { api, rights: new Rights(api, patienceMs), version: () => this.#askVersion(), patienceMs }
    this.#tunnels = new Tunnels(api)
    this.forward = (pod, port, signal) => this.#tunnels.open(pod, port, signal)
  }

  /** A view of the cluster that asks everything afresh, and once. */
  look(): Look {
    return new Look(this.#shared)
  }

  /** The view that all share who joined before the last of them left: the instances of one look. Who comes later gets a fresh one. */
  join(): { readonly client: ClusterClient; leave(): void } {
    this.#joined ??= { look: this.look(), members: 0 }
    const joined = this.#joined
    joined.members += 1
    let left = false
    const leave = () => {
      if (!left) joined.members -= 1
      left = true
      if (joined.members > 0) return
      joined.look.end()
      if (this.#joined === joined) this.#joined = undefined
    }
    return { client: joined.look, leave }
  }

  /** Leaves no connection, no tunnel and no timer behind. */
  close(): void {
    this.#joined?.look.end()
    this.#tunnels.close()
    this.#shared.api.close()
  }

  #askVersion(): Promise<string> {
    const { api, patienceMs } = this.#shared
    this.#version ??= api
      .ask({ path: '/version', what: 'the question for its version' }, deadlineIn(patienceMs()))
      .then(({ body }) => textAt(parseJson(body), 'gitVersion') ?? 'unknown')
    const asked = this.#version
    asked.catch(() => {
      this.#version = undefined
    })
    return asked
  }
}

/**
 * Connects to the cluster that the settings, else KUBECONFIG, else ~/.kube/config, else the pod itself name, and finds out which one it is.
 * Rejects with OperatorError where the kubeconfig is wrong, with CannotAsk where the cluster cannot be asked.
 */
export async function openCluster(
  settings: ClusterSettings,
  budget: Budget,
  environment: ProcessEnvironment = process.env,
): Promise<ClusterSession> {
  const api = new Api(await findAccess(settings, environment))
  const what = 'the question which cluster it is'
  try {
    const deadline = deadlineIn(budget.milliseconds * ownShare, budget.signal)
    const answer = await api.ask({ path: '/api/v1/namespaces/kube-system', what }, deadline)
    const object = parseJson(answer.body)
    if (textAt(object, 'kind') === null) throw foreign(api.access)
    // A request that says nothing of who asks is refused like one without the right.
    if (answer.status === 403 && /system:anonymous/.test(answer.body)) throw api.credentials.refusal()
    const identity = answer.status < 300 ? textAt(object, 'metadata', 'uid') : null
    return new ClusterSession(api, identity, answer.roundTripMs)
  } catch (error) {
    api.close()
    throw error
  }
}

function foreign({ server }: Access): CannotAsk {
  const hint = 'correct the server of the cluster in the kubeconfig'
  return new CannotAsk('failed', `${server.host} answers, but not as the API server of a cluster`, hint)
}
