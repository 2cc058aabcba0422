import type { Part } from '../config/part.ts'

/** Parts that were found get another name where theirs is taken by another system: two databases of one server are called after the server. */
export function distinctNames(parts: readonly Part[]): readonly Part[] {
  const owners = new Map<string, string>()
  const names = new Map<string, string>()
  const take = (part: Part, name: string) => {
    const place = [part.system, part.cluster, part.namespace, name].join(' ')
    const owner = owners.get(place) ?? part.key
    if (owner !== part.key) return false
    owners.set(place, part.key)
    names.set(part.key, name)
    return true
  }
  for (const part of parts.filter(({ named }) => named)) take(part, part.name)
  for (const part of parts) {
    if (names.has(part.key)) continue
    const database = /\/([\w.-]+?)(?: on \S+)?$/.exec(part.key)?.[1]
    const candidates = [part.name, ...(database === undefined ? [] : [`${part.name}-${database}`])]
    if (candidates.some((name) => take(part, name))) continue
    for (let number = 2; !take(part, `${part.name}-${number}`); number += 1);
  }
  return parts.map((part) => (part.named ? part : { ...part, name: names.get(part.key) ?? part.name }))
}
