import type { Budget } from '../../core/facts.ts'

/** What facts may ask of one Postgres database. */
export interface PostgresClient {
  /** As in `server_version_num`: 150004 is 15.4. */
  readonly version: number
  /** Whether a pooler answers in the place of the server; null when that cannot be told. */
  readonly pooled: boolean | null
  /** Whether the configuration says which of the two this server has to be. */
  readonly expects: 'primary' | 'standby' | null
  readonly user: string
  readonly database: string
  /**
   * Runs the queries in one read-only transaction, which is rolled back: one snapshot, one exchange, nothing left behind in a pooled connection.
   * A failing query fails only this call.
   * @returns the rows of each query, in the order of the queries
   */
  read<Results extends readonly unknown[]>(queries: Queries<Results>, budget: Budget): Promise<Rows<Results>>
}

/** One query for each kind of row. */
export type Queries<Results extends readonly unknown[]> = { readonly [Key in keyof Results]: string }
/** The rows of each query. */
export type Rows<Results extends readonly unknown[]> = { readonly [Key in keyof Results]: readonly Results[Key][] }
