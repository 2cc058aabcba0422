import { userInfo } from 'node:os'
import type { Params } from '../core/check.ts'
import { OperatorError } from '../core/errors.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { type EnvironmentSource, findEnvironment, type SourceWishes } from './environment-source.ts'
import { Ground } from './ground.ts'
import { suggestion } from './nearest-name.ts'
import { References } from './references.ts'
import { connectedSystems, type ScopedConnection } from './scoped-connection.ts'
import { serviceKey, serviceParts } from './service-parts.ts'

export type { ScopedConnection } from './scoped-connection.ts'

export interface ScopeOptions extends SourceWishes {
  /** Only these systems: `postgres`, `redis`, … */
  readonly systems?: readonly string[]
}

/** What a command works on. It holds references to secrets and no secret. */
export interface Scope {
  readonly environment: string
  /** The file it was read from, or `environment variables`. */
  readonly source: string
  readonly protected: boolean
  /** Thresholds that override those of checks, by check id. */
  readonly params: Readonly<Record<string, Params>>
  readonly services: readonly Target[]
  readonly topology: Topology
  readonly connections: readonly ScopedConnection[]
}

/**
 * Reads the configuration and says which systems are in scope and how they are reached. Opens nothing and runs no command.
 * Services that were named bring what they depend on. Throws OperatorError `usage`.
 */
export async function loadScope(options: ScopeOptions): Promise<Scope> {
  const source = await findEnvironment(options)
  const { config } = source
  const ground = await groundOf(source, options)
  const names = chosenServices(Object.keys(config.services), options.services ?? [])
  const systems = chosenSystems(options.systems ?? [])
  const identities = config.identities ?? {}
  refuseUnknownIdentities(identities, ground)
  const keys = names.map(serviceKey)
  const all = ground.connections(keys, identities)
  return {
    environment: source.name,
    source: source.source,
    protected: config.protected ?? false,
    params: paramsOf(source),
    services: keys.flatMap((key) => ground.target(key) ?? []),
    topology: ground.topology(),
    connections: all.filter(({ system }) => systems.length === 0 || systems.includes(system)),
  }
}

async function groundOf(source: EnvironmentSource, { env, home }: ScopeOptions): Promise<Ground> {
  const { name, config, origin, folder } = source
  const references = new References({ env, home, folder, origin })
  const via = config.via ?? 'direct'
  const user = userInfo().username
  const parts = Object.entries(config.services).map(([service, entry]) =>
    serviceParts(entry, { service, place: `environments.${name}.services.${service}`, references, via, user }),
  )
  return new Ground((await Promise.all(parts)).flat())
}

function paramsOf({ checks, config }: EnvironmentSource): Record<string, Params> {
  const ids = new Set([...Object.keys(checks ?? {}), ...Object.keys(config.checks ?? {})])
  return Object.fromEntries([...ids].map((id) => [id, { ...checks?.[id], ...config.checks?.[id] }]))
}

function chosenServices(known: readonly string[], wanted: readonly string[]): readonly string[] {
  const wrong = wanted.find((name) => !known.includes(name))
  if (wrong === undefined) return wanted.length === 0 ? known : [...new Set(wanted)]
  throw new OperatorError(`there is no service ${wrong}: ${suggestion(wrong, known)}`, {
    hint: `services: ${known.join(', ')}`,
    exit: 'usage',
  })
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
