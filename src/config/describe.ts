import { nodeKey, type Target } from '../core/target.ts'
import type { Scope } from './scope.ts'

/** A scope for people: what is looked at, how it is reached, and where its secrets are. */
export interface ScopeDescription {
  readonly version: 1
  readonly kind: 'Configuration'
  readonly environment: string
  readonly source: string
  readonly protected: boolean
  readonly clusters: readonly ClusterDescription[]
  readonly services: readonly ServiceDescription[]
  readonly systems: readonly SystemDescription[]
  readonly thresholds: Scope['params']
}

export interface ClusterDescription {
  readonly name: string
  readonly context: string | null
  readonly server: string | null
  readonly identity: string | null
  /** Empty: all of them. */
  readonly namespaces: readonly string[]
  /** Why it could not be looked into. */
  readonly notAsked: string | null
}

export interface ServiceDescription {
  readonly name: string
  /** Where it was found, and what it is made of; only of services on a cluster. */
  readonly cluster?: string
  readonly namespace?: string
  readonly workloads?: readonly string[]
  readonly owner?: string
  readonly dependsOn: readonly string[]
}

export interface SystemDescription {
  readonly system: string
  readonly name: string
  readonly pinnedIdentity: string | null
  readonly notDialled: string | null
  readonly settings: Readonly<Record<string, string>>
}

/** Plain data for `usrops config show`: references, never values. */
export function describeScope(scope: Scope): ScopeDescription {
  const { environment, source, services, topology, params } = scope
  return {
    version: 1,
    kind: 'Configuration',
    environment,
    source,
    protected: scope.protected,
    clusters: scope.clusters.map(({ name, context, server, identity, namespaces, unasked }) => ({
      ...{ name, context, server, identity, namespaces },
      notAsked: unasked?.reason ?? null,
    })),
    services: services.map((target) => ({
      ...placeOf(scope, target),
      dependsOn: (topology.node(target)?.dependsOn ?? []).map((key) => nameOf(scope, key)),
    })),
    systems: scope.connections.map(({ system, target, pinnedIdentity, notDialled, written }) => ({
      system,
      name: target.name,
      pinnedIdentity: pinnedIdentity ?? null,
      notDialled: notDialled?.reason ?? null,
      settings: written,
    })),
    thresholds: params,
  }
}

function placeOf(
  { found }: Scope,
  { name, cluster, namespace, ...rest }: Target,
): Omit<ServiceDescription, 'dependsOn'> {
  const target = { name, ...(cluster !== undefined && { cluster }), ...(namespace !== undefined && { namespace }) }
  const seen = found.find((each) => nodeKey(each.target) === nodeKey({ ...rest, ...target }))
  return {
    ...target,
    ...(seen && { workloads: seen.workloads }),
    ...(seen?.owner && { owner: seen.owner }),
  }
}

function nameOf({ topology }: Scope, key: string): string {
  return topology.nodes.find(({ target }) => nodeKey(target) === key)?.target.name ?? key
}
