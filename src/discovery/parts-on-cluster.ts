import type { Context } from '../config/context.ts'
import type { DiscoveryRequest } from '../config/discovered.ts'
import type { Part } from '../config/part.ts'
import { serviceKey } from '../config/service-parts.ts'
import { reachOf } from '../config/ways.ts'
import { type Budget, CannotAsk, type Unasked } from '../core/facts.ts'
import type { Chosen } from './choose-services.ts'
import { foundAt, type Located, locatedKey } from './located.ts'
import { type Reached, reachServices } from './reach-services.ts'
import { partsOf } from './service-parts.ts'
import type { Survey } from './survey.ts'
import { closedWay, WaysIn } from './ways-in.ts'
import { within } from './within.ts'

export interface PartsOnCluster {
  readonly parts: readonly Part[]
  readonly reached: readonly Reached[]
  readonly notes: readonly string[]
}

/** The chosen services of one cluster, all that they need, and the ways to ask them. */
export async function partsOnCluster(
  survey: Survey,
  chosen: Chosen,
  request: DiscoveryRequest,
  { milliseconds, signal }: Budget,
): Promise<PartsOnCluster> {
  const start = chosen.located.filter((each) => each.survey === survey)
  const withLogins = request.source.config.credentials === 'application'
  const ground = new ClusterGround(survey, request)
  const contextOf = (at: Located) => ground.contextOf(at)
  const what = `finding out what the services of ${survey.cluster.name} need`
  const reaching = reachServices(survey, start, { withSecrets: withLogins, contextOf })
  const { reached, notes } = await within(milliseconds, signal, reaching, what).then(
    (all) => ({ reached: all, notes: [] }),
    (error: unknown) => ({ reached: start.map(alone), notes: [reasonOf(error)] }),
  )
  const each = await Promise.all(
    reached.map(async (one) =>
      partsOf(one, {
        context: contextOf(one.at),
        ways: await ground.waysInto(one.at.namespace),
        withLogins,
        noHistory: await ground.historyOf(one),
        dependsOn: ground.keysOf(one.at.config.dependsOn ?? [], one.at, chosen),
      }),
    ),
  )
  return { parts: each.flatMap(({ parts }) => parts), reached, notes: [...notes, ...each.flatMap((one) => one.notes)] }
}

/** Without what it needs a service can still be asked itself. */
function alone(at: Located): Reached {
  return { at, containers: [], configured: { parts: [], uses: [] }, calls: [] }
}

function reasonOf(error: unknown): string {
  if (error instanceof CannotAsk) return error.unasked.reason
  throw error
}

/** What is the same for all services of a namespace, found out once. */
class ClusterGround {
  readonly #survey: Survey
  readonly #request: DiscoveryRequest
  readonly #closed = new Map<string, Promise<Unasked | undefined>>()

  constructor(survey: Survey, request: DiscoveryRequest) {
    this.#survey = survey
    this.#request = request
  }

  /** Where the entry of a service stands in the file, on this cluster: names mean what they mean to its pods. */
  contextOf({ namespace, name, config }: Located): Context {
    const { names, values } = this.#survey
    const { contextOf, source } = this.#request
    const context = contextOf(name)
    return {
      ...context,
      references: context.references.within((...each) => values.read(...each)),
      via: config.via ?? source.config.via ?? 'port-forward',
      forward: this.#ways(namespace, undefined).written(),
      fullName: (host) => names.fullName(host, namespace),
    }
  }

  async waysInto(namespace: string): Promise<WaysIn> {
    const { cluster } = this.#survey
    const closed = this.#closed.get(namespace) ?? closedWay(cluster, namespace)
    this.#closed.set(namespace, closed)
    return this.#ways(namespace, await closed)
  }

  async historyOf({ at }: Reached): Promise<Unasked | undefined> {
    const release = foundAt(at)?.helmRelease
    if (!release) return undefined
    const { client, name } = this.#survey.cluster
    const { namespace } = release
    if (await client.may('list', '', 'secrets', { namespace })) return undefined
    return {
      kind: 'forbidden',
      reason: `not allowed to list secrets in namespace ${namespace} (${name}), where Helm keeps the history of releases`,
      grant: `a Role with list secrets in namespace ${namespace}: usrops doctor --rbac helm -n ${namespace}`,
    }
  }

  /** The services of these names: of the same namespace, else of the cluster, else of none. */
  keysOf(names: readonly string[], at: Located, { located, plain }: Chosen): readonly string[] {
    return names.flatMap((name) => {
      const found = this.#survey.services.filter((each) => each.name === name)
      const near = found.find(({ namespace }) => namespace === at.namespace) ?? found[0]
      if (near !== undefined) return [locatedKey({ ...at, namespace: near.namespace, name })]
      const elsewhere = located.find((each) => each.name === name)
      if (elsewhere !== undefined) return [locatedKey(elsewhere)]
      return plain.includes(name) ? [serviceKey(name)] : []
    })
  }

  #ways(namespace: string, closed: Unasked | undefined): WaysIn {
    const { via = 'direct' } = this.#request.source.config
    const outside = reachOf(via === 'port-forward' ? 'direct' : via)
    return new WaysIn(this.#survey.cluster, namespace, outside, closed)
  }
}
