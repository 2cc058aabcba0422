import { nodeKey } from '../core/target.ts'
import type { Scope } from './scope.ts'

/** A scope for people: what is looked at, how it is reached, and where its secrets are. */
export interface ScopeDescription {
  readonly version: 1
  readonly kind: 'Configuration'
  readonly environment: string
  readonly source: string
  readonly protected: boolean
  readonly services: readonly { readonly name: string; readonly dependsOn: readonly string[] }[]
  readonly systems: readonly SystemDescription[]
  readonly thresholds: Scope['params']
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
    services: services.map((target) => ({
      name: target.name,
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

function nameOf({ topology }: Scope, key: string): string {
  return topology.nodes.find(({ target }) => nodeKey(target) === key)?.target.name ?? key
}
