import type { Budget } from '../../core/facts.ts'

/** What may be asked of the admin console: it only knows SHOW. */
export interface PgBouncerClient {
  readonly user: string
  /** The rows of `SHOW <what>`; their columns differ between versions. */
  show(what: Shown, budget: Budget): Promise<readonly ConsoleRow[]>
}

export type Shown = 'VERSION' | 'CONFIG' | 'DATABASES' | 'POOLS' | 'CLIENTS' | 'STATS_TOTALS' | 'LISTS'
export type ConsoleRow = Readonly<Record<string, string | number | boolean | null | undefined>>
