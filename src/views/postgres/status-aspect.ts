import type { Amount, Cell, ValueKind } from '../../core/table.ts'
import type { Activity } from '../../facts/postgres/activity.ts'
import type { Checkpoints } from '../../facts/postgres/checkpoints.ts'
import type { DatabaseCounters } from '../../facts/postgres/databases.ts'
import type { Replication } from '../../facts/postgres/replication.ts'
import type { Server } from '../../facts/postgres/server.ts'
import type { Sizes } from '../../facts/postgres/sizes.ts'
import type { Tables } from '../../facts/postgres/tables.ts'
import type { Transactions } from '../../facts/postgres/transactions.ts'
import type { Wal } from '../../facts/postgres/wal.ts'
import type { DatabaseAge } from '../../facts/postgres/wraparound.ts'

/** What a status is made of; undefined where it could not be asked. */
export interface StatusFacts {
  readonly server: Server
  readonly activity?: Activity | undefined
  readonly replication?: Replication | undefined
  readonly transactions?: Transactions | undefined
  readonly databases?: DatabaseCounters | undefined
  readonly tables?: Tables | undefined
  readonly checkpoints?: Checkpoints | undefined
  readonly wal?: Wal | undefined
  readonly wraparound?: readonly DatabaseAge[] | undefined
  readonly sizes?: Sizes | undefined
}

/** One line of a status. */
export interface Aspect {
  readonly aspect: string
  readonly value: Cell
  /** What the value is a part of, or may be at most. */
  readonly of?: Cell
  readonly detail?: string
  /** Whose answers are its state. */
  readonly checks?: readonly string[]
}

/** A number of this kind; null where it is not known. */
export function amountOf(kind: ValueKind, amount: number | null | undefined): Amount {
  return { amount: amount ?? null, kind }
}
