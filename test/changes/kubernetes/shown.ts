import { changes } from '../../../src/changes/index.ts'
import { readChanges } from '../../../src/core/change.ts'
import type { Look } from '../../../src/core/look.ts'
import type { History } from '../../../src/facts/kubernetes/history.ts'
import type { WorkloadTraces } from '../../../src/facts/kubernetes/traces.ts'

export const now = Date.parse('2026-11-22T03:00:00Z')
export const minute = 60_000
const elapsedMs = 2 * minute

const service = { system: 'service', cluster: 'prod', namespace: 'users', kind: 'service', name: 'user-service' }
const cluster = { system: 'cluster', cluster: 'prod', kind: 'cluster', name: 'prod' }

/** What one look saw, by the id of the facts. */
type Seen = Readonly<Record<string, unknown>>

function look(seen: Seen, at: number): Look {
  const systems = Map.groupBy(Object.entries(seen), ([id]) => id.split('.')[0] ?? '')
  return {
    at,
    instances: [...systems].map(([system, values]) => ({
      ...{ system, target: system === 'cluster' ? cluster : service, vantage: 'cluster', identity: 'uid' },
      observations: Object.fromEntries(values.map(([id, value]) => [id, { at, value }])),
    })),
  }
}

/** The time line of what was seen, without the gap that every cluster has. */
export function told(seen: Seen, before?: Seen) {
  const earlier = before === undefined ? undefined : look(before, now - elapsedMs)
  return readChanges(changes, look(seen, now), earlier)
    .filter(({ kind }) => kind !== 'gap')
    .map(({ id: _id, at, ...change }) => ({ agoMs: now - at, ...change }))
}

export const workload = 'deployment/user-service'

function revision(number: number, createdMs: number, tag: string) {
  return {
    ...{ revision: number, hash: `h${number}`, createdMs, wanted: 3, available: 3 },
    ...{ servedMs: createdMs, sameAsLatest: false, images: { app: `users:${tag}` } },
  }
}

export const latest = { ...revision(7, 5 * minute, '2.3.1'), sameAsLatest: true }
export const middle = revision(6, 600 * minute, '2.3.0')
export const oldest = revision(5, 900 * minute, '2.2.9')

/** The history of a Deployment that was given another image. */
export function history(over: Partial<History> = {}): History {
  const changes = ['image of app: users:2.3.0 -> users:2.3.1']
  return { workload, rolledOutMs: 5 * minute, changes, revisions: [latest, middle, oldest], ...over }
}

export function tracesOf(over: Partial<WorkloadTraces> = {}): WorkloadTraces {
  return { workload, wanted: 3, writers: [], reason: null, ...over }
}

export function writer(manager: string, agoMs: number, subresource: string | null = null) {
  return { manager, agoMs, subresource }
}
