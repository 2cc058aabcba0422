import type { Target } from './target.ts'

/** The document of `usrops doctor -o json`. */
export interface Doctor {
  readonly version: 1
  readonly kind: 'Doctor'
  readonly tool: string
  readonly environment: string
  readonly source: string
  readonly systems: readonly SystemChecked[]
}

/** One system: whether it could be asked, and every question it did not answer. */
export interface SystemChecked {
  readonly target: Target
  readonly system: string
  readonly reached: boolean
  readonly vantage: string
  readonly identity: string | null
  /** Of the system itself, where it tells. */
  readonly version: string | null
  /** What one exchange takes; null where it could not be connected to. */
  readonly latencyMs: number | null
  readonly unasked: readonly Unanswered[]
}

export interface Unanswered {
  /** The facts or the check; null for the connection itself. */
  readonly question: string | null
  readonly reason: string
  readonly grant: string | null
}
