import type { Column, Row } from './table.ts'
import type { Target } from './target.ts'

/** The document of every command that shows facts as tables. */
export interface Listing {
  readonly version: 1
  readonly kind: 'Listing'
  readonly tool: string
  readonly view: string
  readonly environment: string
  readonly takenAt: string
  /** How long the counters were watched, in milliseconds; null where they were read once. */
  readonly intervalMs: number | null
  readonly tables: readonly Table[]
  readonly notAsked: readonly NotAsked[]
}

export interface Table {
  /** Of which system it is. */
  readonly target: Target
  readonly vantage: string
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** How many rows there are, those left out included; null where nobody counted them. */
  readonly total: number | null
  readonly notes: readonly string[]
}

export interface NotAsked {
  readonly target: Target
  readonly reason: string
  readonly grant: string | null
}
