/** What a finding, a cause or an action is about. `name` and `system` say which node of the topology it belongs to; `kind` and `id` say which part of it. */
export interface Target {
  readonly system: string
  readonly cluster?: string
  readonly namespace?: string
  readonly kind: string
  readonly name: string
  readonly id?: Readonly<Record<string, string | number>>
}

/** One string for one node of the topology: parts of a system (a session, a table, a partition) share the key of the system they belong to. */
export function nodeKey(target: Target): string {
  return [target.system, target.cluster ?? '', target.namespace ?? '', target.name].join('/')
}

/** One string for exactly this target, its part included. */
export function targetKey(target: Target): string {
  const id = Object.entries(target.id ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
  return [nodeKey(target), target.kind, ...id].join('/')
}

/** A part of a system as a target of its own: `part(database, 'session', { pid: 4711 })`. */
export function part(of: Target, kind: string, id: Readonly<Record<string, string | number>>): Target {
  return { ...of, kind, id }
}
