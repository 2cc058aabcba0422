import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { maskSql } from '../../core/mask.ts'
import { countedQuery, duplicateQuery, foreignKeysQuery, invalidQuery, unusedQuery } from './indexes-query.ts'

/** `bytes` is null while somebody holds the table for himself alone. */
export interface UnusedIndex {
  readonly table: string
  readonly index: string
  readonly bytes: number | null
  /** Without the literals of its condition; null as `bytes` is. */
  readonly definition: string | null
}

export interface InvalidIndex {
  readonly table: string
  readonly index: string
  readonly bytes: number | null
  /** Whether every write still pays for it. */
  readonly maintained: boolean
  /** Of the session that is building it; null where nobody is, or that may not be seen. */
  readonly buildingPid: number | null
  readonly buildingPhase: string | null
}

export interface DuplicateIndex {
  readonly table: string
  readonly keep: string
  readonly index: string
  readonly bytes: number | null
  readonly isUnique: boolean
  readonly hasConstraint: boolean
}

export interface ForeignKeyWithoutIndex {
  readonly table: string
  readonly foreignKey: string
  readonly referenced: string
  readonly columns: string
  readonly bytes: number | null
  readonly rows: number | null
}

/** Indexes of the connected database that cost more than they give, and those that are missing. */
export interface Indexes {
  readonly indexCount: number
  /** How long the uses of indexes have been counted on this server. */
  readonly countedMs: number
  /** Whether that is since somebody reset the counters; else it is since the start of the server at least. */
  readonly isReset: boolean
  readonly inRecovery: boolean
  /** Tables that somebody holds, or wants, for himself alone: what would wait for them is not asked. */
  readonly shutTables: number
  readonly unused: readonly UnusedIndex[]
  readonly invalid: readonly InvalidIndex[]
  readonly duplicate: readonly DuplicateIndex[]
  readonly foreignKeys: readonly ForeignKeyWithoutIndex[]
}

type Counted = Pick<Indexes, 'indexCount' | 'countedMs' | 'isReset' | 'inRecovery' | 'shutTables'>

export const indexes = defineFacts<Indexes, PostgresClient>({
  id: 'postgres.indexes',
  system: 'postgres',
  cost: 'heavy',
  async collect(client, budget) {
    const [unused, invalid, duplicate, foreignKeys, [counted]] = await client.read<
      [UnusedIndex, InvalidIndex, DuplicateIndex, ForeignKeyWithoutIndex, Counted]
    >([unusedQuery, invalidQuery, duplicateQuery, foreignKeysQuery, countedQuery], budget)
    if (counted === undefined) throw new Error('the database has no counters')
    return { ...counted, unused: unused.map(masked), invalid, duplicate, foreignKeys }
  },
})

/** A condition may compare with somebody's address. */
function masked(index: UnusedIndex): UnusedIndex {
  return { ...index, definition: index.definition && maskSql(index.definition) }
}
