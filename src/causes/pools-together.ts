import type { Sighting } from '../core/look.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import type { Metrics } from '../facts/http/metrics.ts'
import type { Activity } from '../facts/postgres/activity.ts'
import type { ApplicationConnections } from '../facts/postgres/connection-use.ts'

/** Processes of one application, each with a pool of its own. */
export interface PoolsTogether {
  readonly processes: number
  /** How many connections the pool of one of them may hold. */
  readonly size: number
}

/**
 * Where an application holds no more than the pools of its processes may: then it gives back what it takes, and it is the processes that are too many,
 * or their pools too large. Undefined where one process has them all, or nobody tells the size of a pool.
 */
export function poolsTogether(
  { application, clients, count }: ApplicationConnections,
  database: Target,
  metrics: readonly Sighting<Metrics>[],
  topology: Topology,
): PoolsTogether | undefined {
  const users = metrics.filter(({ target }) => topology.dependsOn(target, database))
  const named = users.find(({ target }) => target.name === application)
  const service = named ?? (users.length === 1 ? users[0] : undefined)
  const size = Math.max(0, ...(service?.value.pools ?? []).map(({ max }) => max ?? 0))
  return clients > 1 && size > 0 && count <= clients * size ? { processes: clients, size } : undefined
}

/** How many of the processes fit beside what others hold, and what else makes room. */
export function makeRoom(
  who: string,
  { processes, size }: PoolsTogether,
  { clientBackends, usable }: Activity,
  held: number,
): Remedy {
  const fitting = Math.max(1, Math.floor((usable - (clientBackends - held)) / size))
  const smaller = Math.max(1, Math.floor((usable - (clientBackends - held)) / processes))
  return {
    kind: 'manual',
    risk: 'low',
    summary: `run at most ${fitting} processes of ${who} (its replicas, or the maximum of its autoscaler), or make the pool of each at most ${smaller}; a pooler between lets more of them share what there is`,
  }
}
