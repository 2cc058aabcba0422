import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { sizeText } from '../../facts/postgres/amounts.ts'
import { overdue, type TableCare, type Tables, tables } from '../../facts/postgres/tables.ts'
import { oldestHolder, transactions, type XminHolder } from '../../facts/postgres/transactions.ts'

/** Tables have many more dead rows than autovacuum should let happen: queries on them slow down and they grow. Says why it does not help, where that can be seen. */
export const autovacuumBehind = defineCheck({
  id: 'postgres.autovacuum-behind',
  kind: 'condition',
  reads: { tables, transactions },
  params: {
    // Autovacuum comes at 1; it needs some time, and visits a table once a minute at most.
    warningTimes: 5,
    // Small tables are cheap to read whatever is in them.
    deadRows: 100_000,
  },
  run({ tables: seen, transactions: open }, { target, params }) {
    if (seen.inRecovery) return []
    const behind = seen.tables.filter(
      (table) => overdue(table) >= params.warningTimes && table.deadRows >= params.deadRows,
    )
    const holder = oldestHolder(open)
    return behind.map((table) => {
      const why = reason(table, seen, holder)
      return {
        severity: 'warning' as const,
        target: part(target, 'table', { name: table.table }),
        summary: `${table.table} has ${table.deadRows} dead rows, ${Math.round(overdue(table))} times what autovacuum waits for (${sizeText(table.bytes)}): ${why.text}`,
        since: unknownSince,
        evidence: {
          ...table,
          overdue: overdue(table),
          reason: why.reason,
          ...(why.holder && { holder: { ...why.holder } }),
        },
      }
    })
  },
})

interface Why {
  readonly reason: 'turned-off' | 'held-back' | 'workers-busy' | 'not-visited'
  readonly text: string
  readonly holder?: XminHolder
}

/** Vacuumed minutes ago and still full of dead rows: somebody may still need them. */
const RECENTLY_MS = 600_000
/** What a day of ordinary reports holds back is far less: field experience. */
const HELD_TRANSACTIONS = 10_000

function reason(table: TableCare, seen: Tables, holder: XminHolder | undefined): Why {
  if (!seen.autovacuum || !table.autovacuum) return { reason: 'turned-off', text: 'autovacuum is turned off' }
  const recently = table.lastVacuumMs !== null && table.lastVacuumMs < RECENTLY_MS
  if (holder && (recently || holder.xminAge >= HELD_TRANSACTIONS))
    return { reason: 'held-back', text: `${holder.kind} ${holder.name} may still need them`, holder }
  if (recently) return { reason: 'held-back', text: 'it came a few minutes ago and could not remove them' }
  if (seen.workers !== null && seen.workers >= seen.maxWorkers)
    return { reason: 'workers-busy', text: `all ${seen.maxWorkers} workers are busy` }
  return { reason: 'not-visited', text: 'autovacuum has not come' }
}
