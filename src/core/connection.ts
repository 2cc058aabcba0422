import type { Budget, FactsDefinition, Unasked, Vantage } from './facts.ts'
import type { Target } from './target.ts'

/** An open way to one system. */
export interface Connection {
  readonly client: unknown
  readonly vantage: Vantage
  /** What one exchange takes; deadlines of collections follow it. */
  readonly roundTripMs: number
  /** Which system this really is (system identifier, cluster id), or null where it has none or may not be asked. */
  readonly identity: string | null
  /** True where the system is asked one question after another (a single Postgres session). */
  readonly sequential: boolean
  close(): Promise<void>
}

/** One system in scope: what it is, how to reach it, and what can be asked of it. Two databases are two instances. */
export interface Instance {
  readonly system: string
  readonly target: Target
  readonly facts: readonly FactsDefinition[]
  /** The identity pinned in the configuration; another one is never examined. */
  readonly pinnedIdentity?: string
  /** Set where the instance must not or cannot be dialled from here: said, never tried. */
  readonly notDialled?: Unasked
  open(budget: Budget): Promise<Connection>
}
