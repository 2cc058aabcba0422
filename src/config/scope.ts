import { userInfo } from 'node:os'
import type { Params } from '../core/check.ts'
import { OperatorError } from '../core/errors.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { chosenServices } from './chosen-services.ts'
import type { Context } from './context.ts'
import type { ClusterInScope, Discover, Discovered, ServiceInScope } from './discovered.ts'
import { type EnvironmentSource, findEnvironment, type SourceWishes } from './environment-source.ts'
import { Ground } from './ground.ts'
import { suggestion } from './nearest-name.ts'
import type { ClusterReference } from './reference.ts'
import { NotAskedNow, References } from './references.ts'
import { connectedSystems, type ScopedConnection } from './scoped-connection.ts'
import { serviceKey, serviceParts } from './service-parts.ts'

export type { ScopedConnection } from './scoped-connection.ts'

export interface ScopeOptions extends SourceWishes {
  /** Only these systems: `postgres`, `redis`, … */
  readonly systems?: readonly string[]
  /** Looks into clusters. Without it nothing is connected to, and only what the configuration itself says is in scope. */
  readonly discover?: Discover
}

/** What a command works on. It holds references to secrets and no secret. */
export interface Scope {
  readonly environment: string
  /** The file it was read from, the kubeconfig, or `environment variables`. */
  readonly source: string
  readonly protected: boolean
  /** Thresholds that override those of checks, by check id. */
  readonly params: Readonly<Record<string, Params>>
  readonly services: readonly Target[]
  readonly topology: Topology
  readonly connections: readonly ScopedConnection[]
  readonly clusters: readonly ClusterInScope[]
  /** What discovery knows of the services, for people. */
  readonly found: readonly ServiceInScope[]
  /** What was left out and how to get it, for a person. */
  readonly notes: readonly string[]
}

/**
 * Reads the configuration, looks into its clusters where `discover` is given, and says which systems are in scope and how they are reached.
 * Services that were named bring what they depend on. Throws OperatorError `usage`.
 */
export async function loadScope(options: ScopeOptions): Promise<Scope> {
  const source = await findEnvironment(options)
  const { config } = source
  const systems = chosenSystems(options.systems ?? [])
  const found = await find(source, options)
  const ground = new Ground(found.parts)
  const identities = config.identities ?? {}
  if (found.complete) refuseUnknownIdentities(identities, ground)
  const all = ground.connections([...found.chosen, ...found.alsoAsked], identities)
  return {
    // A context has a name of its own, which says more than that nobody gave one.
    environment: source.origin === 'kubeconfig' ? (found.clusters[0]?.name ?? source.name) : source.name,
    source: source.source,
    protected: config.protected ?? false,
    params: paramsOf(source),
    services: found.chosen.flatMap((key) => ground.target(key) ?? []),
    topology: ground.topology(),
    connections: all.filter(({ system }) => systems.length === 0 || systems.includes(system)),
    clusters: found.clusters,
    found: found.services,
    notes: [...source.notes, ...found.notes],
  }
}

async function find(source: EnvironmentSource, options: ScopeOptions): Promise<Discovered> {
  const { discover, services: wanted = [] } = options
  const { config, clusters } = source
  const contextOf = contextsIn(source, options)
  if (discover !== undefined && clusters.length > 0) return discover({ source, wanted, contextOf })
  const configured = Object.entries(config.services ?? {})
  const parts = await Promise.all(configured.map(([service, entry]) => serviceParts(entry, contextOf(service))))
  const names = chosenServices(Object.keys(config.services ?? {}), wanted)
  return { parts: parts.flat(), chosen: names.map(serviceKey), ...nothingElse }
}

/** Where the entries of services stand in an environment. */
export function contextsIn(
  { name, config, origin, folder, clusters }: EnvironmentSource,
  { env, home }: Pick<SourceWishes, 'env' | 'home'>,
): (service: string) => Context {
  const references = new References({ env, home, folder, origin, ...(clusters.length > 0 && { cluster: notNow }) })
  const base = { references, via: config.via ?? 'direct', user: userInfo().username } as const
  return (service) => ({ ...base, service, place: `environments.${name}.services.${service}` })
}

const nothingElse = { alsoAsked: [], clusters: [], services: [], notes: [], complete: true } as const

async function notNow(reference: ClusterReference, place: string): Promise<string> {
  throw new NotAskedNow(reference, place)
}

function paramsOf({ checks, config }: EnvironmentSource): Record<string, Params> {
  const ids = new Set([...Object.keys(checks ?? {}), ...Object.keys(config.checks ?? {})])
  return Object.fromEntries([...ids].map((id) => [id, { ...checks?.[id], ...config.checks?.[id] }]))
}

function chosenSystems(wanted: readonly string[]): readonly string[] {
  const wrong = wanted.find((name) => !connectedSystems.some((known) => known === name))
  if (wrong === undefined) return wanted
  throw new OperatorError(`there is no system ${wrong}: ${suggestion(wrong, connectedSystems)}`, {
    hint: `systems: ${connectedSystems.join(', ')}`,
    exit: 'usage',
  })
}

/** A pin that pins nothing is worse than none. */
function refuseUnknownIdentities(identities: Readonly<Record<string, string>>, ground: Ground): void {
  const wrong = Object.keys(identities).find((name) => !ground.names.includes(name))
  if (wrong === undefined) return
  throw new OperatorError(`identities pins ${wrong}, which is no system: ${suggestion(wrong, ground.names)}`, {
    hint: `systems: ${ground.names.join(', ')}`,
    exit: 'usage',
  })
}
