import type { Listing, NotAsked } from './core/listing.ts'
import type { Look } from './core/look.ts'
import type { TableDraft } from './core/table.ts'
import { arranged, distinct, tableOf } from './listing.ts'
import { tool } from './version.ts'

/** What an overview shows, and how much of it. */
export interface Overview {
  /** What is shown, such as `scope.status`. */
  readonly view: string
  readonly environment: string
  /** How long counters were watched, or how old the look is that this one was compared with; null where there was one look alone. */
  readonly intervalMs: number | null
  readonly table: TableDraft
  readonly notAsked: readonly NotAsked[]
  readonly limit?: number
  readonly sort?: string
}

/** One table about everything in scope, as the document of all commands that show tables. */
export function overviewOf({ at }: Look, overview: Overview): Listing {
  const { view, environment, intervalMs } = overview
  const target = { system: 'environment', kind: 'environment', name: environment }
  return {
    ...{ version: 1, kind: 'Listing', tool, view, environment, intervalMs },
    takenAt: new Date(at).toISOString(),
    tables: arranged([tableOf(overview.table, { target, vantage: 'operator' })], overview),
    notAsked: distinct(overview.notAsked),
  }
}
