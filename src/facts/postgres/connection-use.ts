import type { ConnectionGroup } from './activity.ts'

/** The connections of one application as one user. */
export interface ApplicationConnections {
  readonly application: string
  readonly user: string | null
  readonly count: number
  readonly clients: number
  readonly states: Readonly<Record<string, number>>
  readonly oldestStateMs: number | null
}

/** Who holds how many connections, and what they do with them; the largest first. */
export function connectionsByApplication(groups: readonly ConnectionGroup[]): readonly ApplicationConnections[] {
  const alike = Map.groupBy(groups, ({ application, user }) => JSON.stringify([application, user]))
  return [...alike.values()]
    .map((members) => ({
      application: members[0]?.application ?? '',
      user: members[0]?.user ?? null,
      count: total(members),
      clients: new Set(members.map(({ client }) => client)).size,
      states: connectionsByState(members),
      oldestStateMs: oldest(members),
    }))
    .toSorted((left, right) => right.count - left.count || left.application.localeCompare(right.application))
}

/** How many connections are in each state. */
export function connectionsByState(groups: readonly ConnectionGroup[]): Readonly<Record<string, number>> {
  const states = Map.groupBy(groups, ({ state }) => state ?? 'unknown')
  return Object.fromEntries([...states].map(([state, members]) => [state, total(members)]))
}

function total(groups: readonly ConnectionGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0)
}

function oldest(groups: readonly ConnectionGroup[]): number | null {
  const ages = groups.flatMap(({ oldestStateMs }) => (oldestStateMs === null ? [] : [oldestStateMs]))
  return ages.length === 0 ? null : Math.max(...ages)
}
