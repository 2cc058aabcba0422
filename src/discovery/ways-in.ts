import type { Dial } from '../clients/dial.ts'
import { dialCluster, dialPod } from '../clients/kubernetes/dial-cluster.ts'
import { isLoopback } from '../clients/kubernetes/service-name.ts'
import type { Reach } from '../config/ways.ts'
import { CannotAsk, type Unasked } from '../core/facts.ts'
import { type Pod, pods } from '../facts/kubernetes/objects/pod.ts'
import { type FoundWorkload, refText } from './found-workload.ts'
import type { OpenCluster } from './open-clusters.ts'

/** The ways into one namespace of a cluster, as its pods would go. */
export class WaysIn {
  readonly #cluster: OpenCluster
  readonly #namespace: string
  readonly #outside: Reach
  readonly #closed: Unasked | undefined

  /** `closed`: why no port of a pod can be reached. */
  constructor(cluster: OpenCluster, namespace: string, outside: Reach, closed: Unasked | undefined) {
    this.#cluster = cluster
    this.#namespace = namespace
    this.#outside = outside
    this.#closed = closed
  }

  /** To what a name means inside the namespace. */
  inside(): Reach {
    const { session } = this.#cluster
    const dial = dialCluster(session, { namespace: this.#namespace, outside: this.#outside.dial })
    return { dial, ...this.#refusal(), words: 'port-forward' }
  }

  /** To what is not on the cluster. */
  outside(): Reach {
    return this.#outside
  }

  /** To what an entry of the configuration means: this machine is the one of whoever wrote it. */
  written(): Reach {
    const { dial, words } = this.inside()
    // A right that is missing is said by who needs it: what is outside needs none.
    return {
      dial: (host, ...where) => (host.startsWith('/') || isLoopback(host) ? this.#outside.dial : dial)(host, ...where),
      words,
    }
  }

  /** To ports of the pods of one workload, under whatever name: loopback means such a pod, and never this machine. */
  toPods(workload: FoundWorkload): Reach {
    const dial: Dial = async (_host, port, signal) => {
      const pod = await this.#podOf(workload)
      return dialPod(this.#cluster.session, pod)('localhost', port, signal)
    }
    return { dial, ...this.#refusal(), words: `inside the pods of ${refText(workload.ref)}` }
  }

  async #podOf({ ref, namespace }: FoundWorkload): Promise<Pod> {
    const found = await this.#cluster.within(async (client) =>
      ref.selector === null ? [] : client.list(pods, { namespace, labelSelector: ref.selector }),
    )
    const alive = found.filter(({ deletedAgoMs, phase }) => deletedAgoMs === null && phase === 'Running')
    // A pod that is not ready may still say why.
    const best = alive.find(({ isReady }) => isReady) ?? alive[0]
    if (best !== undefined) return best
    throw new CannotAsk('unreachable', `no pod of ${refText(ref)} in namespace ${namespace} is running`)
  }

  #refusal(): { notDialled?: Unasked } {
    return this.#closed === undefined ? {} : { notDialled: this.#closed }
  }
}

/** Why ports of pods cannot be reached; undefined where they can. */
export async function closedWay({ client, name }: OpenCluster, namespace: string): Promise<Unasked | undefined> {
  const verbs = ['get', 'create'] as const
  const allowed = await Promise.all(verbs.map((verb) => client.may(verb, '', 'pods/portforward', { namespace })))
  const missing = verbs.filter((_verb, index) => !allowed[index])
  if (missing.length === 0) return undefined
  return {
    kind: 'forbidden',
    reason: `not allowed to ${missing.join(' and ')} pods/portforward in namespace ${namespace} (${name})`,
    grant: `a Role with ${missing.join(' and ')} pods/portforward in namespace ${namespace}: usrops doctor --rbac connect -n ${namespace}`,
  }
}
