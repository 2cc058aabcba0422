import { isIP } from 'node:net'
import type { Context } from '../config/context.ts'
import { kafkaParts } from '../config/kafka-parts.ts'
import type { Part } from '../config/part.ts'
import { postgresParts } from '../config/postgres-parts.ts'
import { redisParts } from '../config/redis-parts.ts'
import type { Reach } from '../config/ways.ts'
import { OperatorError } from '../core/errors.ts'
import { CannotAsk, type Unasked } from '../core/facts.ts'
import type { ClusterValues } from './cluster-values.ts'
import type { Dependencies, Found } from './environment/dependencies.ts'
import { fillFields } from './environment/fill-fields.ts'
import { type FoundWorkload, refText } from './found-workload.ts'
import { type Described, type Family, type PlaceGround, placed } from './place-parts.ts'
import type { WaysIn } from './ways-in.ts'

/** What the parts of one service's dependencies are made with. */
export interface DependencyGround extends PlaceGround {
  readonly context: Context
  readonly ways: WaysIn
  readonly values: ClusterValues
  /** Whether the workload's own logins may be used. */
  readonly withLogins: boolean
}

export interface DependencyParts {
  readonly parts: readonly Part[]
  /** Keys of what the service itself talks to. */
  readonly uses: readonly string[]
  /** What could not be understood, for a person. */
  readonly notes: readonly string[]
}

/** The databases, caches and brokers that one container of a service is told of, as parts of the environment. */
export async function dependencyParts(
  { postgres, redis, kafka }: Dependencies,
  workload: FoundWorkload,
  except: ReadonlySet<Family>,
  ground: DependencyGround,
): Promise<DependencyParts> {
  const all = await Promise.all([
    ...(except.has('postgres') ? [] : postgres).map((found) =>
      understood(found, workload, ground, async (config, context) => postgresParts(config, context)),
    ),
    ...(except.has('redis') ? [] : redis).map((found) =>
      understood(found, workload, ground, async (config, context) => usedByAll(await redisParts(config, context))),
    ),
    ...(except.has('kafka') ? [] : kafka).map((found) =>
      understood(found, workload, ground, async (config, context) => usedByAll(await kafkaParts(config, context))),
    ),
  ])
  return {
    parts: all.flatMap(({ parts }) => parts),
    uses: all.flatMap(({ uses }) => uses),
    notes: all.flatMap(({ notes }) => notes),
  }
}

function usedByAll(parts: readonly Part[]) {
  return { parts, uses: parts.map(({ key }) => key) }
}

async function understood<Config extends object>(
  item: Found<Config>,
  workload: FoundWorkload,
  ground: DependencyGround,
  describe: (config: Config, context: Context) => Promise<Described>,
): Promise<DependencyParts> {
  const { service } = ground
  try {
    const { found, unasked } = await filled(item, ground)
    const described = await describe(found.config, contextFor(found, workload, unasked, ground))
    return { ...placed(described, ground, { inPod: found.inPod, isWritten: false }), notes: [] }
  } catch (error) {
    // A value that nobody can read as an address leaves one dependency out, not the service.
    if (!(error instanceof OperatorError)) throw error
    return { parts: [], uses: [], notes: [`${service.name}: ${error.message} (${item.variables.join(', ')})`] }
  }
}

/** With the values of Secrets where they may be read; why it cannot be asked otherwise. */
async function filled<Item extends Found<object>>(
  found: Item,
  { values, withLogins }: DependencyGround,
): Promise<{ readonly found: Item; readonly unasked?: Unasked }> {
  const { config, secretFields, variables } = found
  const references = Object.values(secretFields)
  if (!withLogins) {
    const isOpen = !holdsReference(config) && references.length === 0
    return isOpen ? { found } : { found, unasked: needsLogin(variables) }
  }
  const place = variables.join(', ')
  try {
    const texts = references.map(async (written) => [written, await values.text(written, place)] as const)
    const whole = fillFields(found, new Map(await Promise.all(texts)))
    if (whole !== undefined) return { found: whole }
    return { found, unasked: { kind: 'failed', reason: `what ${place} says in a Secret cannot be used as an address` } }
  } catch (error) {
    if (error instanceof CannotAsk) return { found, unasked: error.unasked }
    throw error
  }
}

function needsLogin(variables: readonly string[]): Unasked {
  const telling = variables.filter((name) => /pass|pwd|secret|token|credential|ur[li]|dsn|conn|jaas/i.test(name))
  return {
    kind: 'authentication',
    reason: `needs a login, which the workload has in ${(telling.length > 0 ? telling : variables).join(', ')}`,
    grant: '--credentials application uses the application’s own, or name one in usrops.yaml',
  }
}

function holdsReference(value: unknown): boolean {
  if (typeof value === 'string') return /^(secret|pod-env):/.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsReference)
}

function contextFor(
  { hosts, inPod, variables }: Found<object>,
  workload: FoundWorkload,
  unasked: Unasked | undefined,
  ground: DependencyGround,
): Context {
  const { context, service, values, withLogins, names, ways } = ground
  const { namespace } = service
  const isOutside = hosts.length > 0 && hosts.every((host) => names.meaning(host, namespace).kind === 'outside')
  // An address, or a name that could be one of the cluster, is looked for there before it is dialled from here.
  const isSure = hosts.every((host) => isIP(host) === 0 && names.unseenNamespaces(host, namespace).length === 0)
  const outside = isSure ? ways.outside() : ways.written()
  const way = inPod ? ways.toPods(workload) : isOutside ? outside : ways.inside()
  const forward: Reach = unasked === undefined ? way : { ...way, notDialled: unasked }
  return {
    ...context,
    service: service.name,
    place: `${service.name} (${variables.join(', ')})`,
    references: context.references.within(withLogins ? (...each) => values.read(...each) : refuse),
    via: 'port-forward',
    forward,
    fullName: (host) => (inPod ? `${host} in ${refText(workload.ref)}.${namespace}` : names.fullName(host, namespace)),
  }
}

/** Without the wish to use them, references of workloads lead nowhere, whoever follows them. */
async function refuse(_reference: unknown, place: string): Promise<string> {
  const { kind, reason, grant } = needsLogin([place])
  throw new CannotAsk(kind, reason, grant)
}
