import { resolve } from 'node:path'
import { findAccess } from '../clients/kubernetes/access.ts'
import type { ClusterClient } from '../clients/kubernetes/client.ts'
import { type ClusterSession, openCluster } from '../clients/kubernetes/session.ts'
import type { WantedCluster } from '../config/cluster-wishes.ts'
import type { OnCluster } from '../config/scoped-connection.ts'
import type { Connection } from '../core/connection.ts'
import { type Budget, CannotAsk, type Unasked } from '../core/facts.ts'

/** Reaching a cluster for the first time, in milliseconds: as for every other system. */
const connectMs = 15_000

/** A cluster that is looked into, or why it is not. */
export type Cluster = OpenCluster | ClosedCluster

export interface ClosedCluster {
  readonly wanted: WantedCluster
  readonly name: string
  readonly pinned: string | undefined
  /** Where its services would have been looked for first; undefined where not even that is known. */
  readonly namespace?: string | undefined
  readonly unasked: Unasked
}

/** One cluster for the time of a run. What discovery asked of it, the first look asks no more. */
export class OpenCluster {
  readonly wanted: WantedCluster
  readonly pinned: string | undefined
  readonly session: ClusterSession
  readonly client: ClusterClient
  #leave: (() => void) | undefined

  constructor(wanted: WantedCluster, pinned: string | undefined, session: ClusterSession) {
    this.wanted = wanted
    this.pinned = pinned
    this.session = session
    const { client, leave } = session.join()
    this.client = client
    this.#leave = leave
  }

  get name(): string {
    return this.session.access.name
  }

  /** A connection of one look: all that look together see the same moment. `make` gives what the facts ask. */
  onCluster(make: (client: ClusterClient, budget: Budget) => unknown): OnCluster {
    return {
      connect: async (budget) => {
        const { client, leave } = this.session.join()
        return this.#connection(await make(client, budget), leave)
      },
    }
  }

  /** Asks something in the look of the moment. */
  async within<Value>(ask: (client: ClusterClient) => Promise<Value>): Promise<Value> {
    const { client, leave } = this.session.join()
    try {
      return await ask(client)
    } finally {
      leave()
    }
  }

  close(): void {
    this.session.close()
  }

  #connection(client: unknown, leave: () => void): Connection {
    const { roundTripMs, identity } = this.session
    const close = async () => {
      // Whoever looks a second time sees everything afresh, discovery's lists included.
      this.#leave?.()
      this.#leave = undefined
      leave()
    }
    return { client, vantage: 'cluster', roundTripMs, identity, sequential: false, close }
  }
}

export interface OpenOptions {
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** Where relative paths start. */
  readonly folder: string
  /** Identities that are pinned by name. */
  readonly identities: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/**
 * Connects to a cluster and finds out whether it is the right one: another one is not looked into. Throws OperatorError where the kubeconfig is wrong.
 */
export async function openOne(wanted: WantedCluster, options: OpenOptions): Promise<Cluster> {
  const { env, home, folder, identities, signal } = options
  const { name, context, kubeconfig } = wanted
  const settings = {
    ...(name !== undefined && { name }),
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig: resolve(folder, kubeconfig) }),
  }
  const environment = { ...env, HOME: home }
  try {
    const budget = { milliseconds: connectMs, signal: AbortSignal.any([signal, AbortSignal.timeout(connectMs)]) }
    const session = await openCluster(settings, budget, environment)
    const pinned = wanted.identity ?? identities[session.access.name]
    const unasked = wrongIdentity(session.access.name, pinned, session.identity)
    if (unasked === undefined) return new OpenCluster(wanted, pinned, session)
    session.close()
    return { wanted, name: session.access.name, pinned, unasked }
  } catch (error) {
    if (!(error instanceof CannotAsk)) throw error
    const access = await findAccess(settings, environment)
    const namespace = wanted.namespaces?.[0] ?? access.namespace
    return { wanted, name: access.name, pinned: wanted.identity, namespace, unasked: error.unasked }
  }
}

/** In the words in which every other system is refused that is not the pinned one. */
function wrongIdentity(name: string, pinned: string | undefined, found: string | null): Unasked | undefined {
  if (pinned === undefined || found === pinned) return undefined
  if (found === null) {
    return {
      kind: 'wrong-identity',
      reason: `${name} does not tell which cluster it is, and the configuration pins ${pinned}`,
      grant:
        'get the right to read the namespace kube-system (a ClusterRole), or take the pinned identity out of usrops.yaml',
    }
  }
  return {
    kind: 'wrong-identity',
    reason: `${name} is another system than the one pinned: found ${found}, the configuration pins ${pinned}`,
    grant: 'check the context and the kubeconfig of this environment, or correct the pinned identity in usrops.yaml',
  }
}
