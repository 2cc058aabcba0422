import type { ColumnDraft } from '../../core/table.ts'
import { defineView, type ViewContext } from '../../core/view.ts'
import { activity } from '../../facts/postgres/activity.ts'
import { checkpoints } from '../../facts/postgres/checkpoints.ts'
import { databases } from '../../facts/postgres/databases.ts'
import { replication } from '../../facts/postgres/replication.ts'
import { type Server, server } from '../../facts/postgres/server.ts'
import { sizes } from '../../facts/postgres/sizes.ts'
import { tables } from '../../facts/postgres/tables.ts'
import { transactions } from '../../facts/postgres/transactions.ts'
import { wal } from '../../facts/postgres/wal.ts'
import { wraparound } from '../../facts/postgres/wraparound.ts'
import type { StatusFacts } from './status-aspect.ts'
import { aspectsOf } from './status-aspects.ts'

/** A database at a glance: one line for each aspect, with its value and what its checks say of it. */
export const status = defineView({
  id: 'postgres.status',
  reads: { server },
  alsoReads: { activity, replication, transactions, databases, tables, checkpoints, wal, wraparound, sizes },
  weighs: [
    'postgres.archiver',
    'postgres.autovacuum-behind',
    'postgres.blocking',
    'postgres.checkpoint-pressure',
    'postgres.connections',
    'postgres.deadlocks',
    'postgres.idle-in-transaction',
    'postgres.long-running',
    'postgres.prepared-transactions',
    'postgres.read-only',
    'postgres.replication-lag',
    'postgres.slots',
    'postgres.temp-files',
    'postgres.waiting-ddl',
    'postgres.wal-size',
    'postgres.wraparound',
    'postgres.xmin-horizon',
  ],
  params: {},
  show: (facts, context) => [{ title: titleOf(facts.server), columns, rows: rowsOf(facts, context) }],
})

const columns: readonly ColumnDraft[] = [
  { id: 'aspect', label: 'aspect', kind: 'text', importance: 'key', shorten: 'never' },
  { id: 'value', label: 'value', kind: 'mixed', importance: 'key' },
  { id: 'of', label: 'of', kind: 'mixed' },
  { id: 'state', label: 'state', kind: 'state', importance: 'key' },
  { id: 'detail', label: 'detail', kind: 'text' },
]

function titleOf({ inRecovery, versionText, database }: Server): string {
  return `${inRecovery ? 'standby' : 'primary'}, PostgreSQL ${versionText}, database ${database}`
}

function rowsOf(facts: StatusFacts, { state }: Pick<ViewContext<never, never>, 'state'>) {
  return aspectsOf(facts).map(({ aspect, value, of, detail, checks = [] }) => {
    const said = checks.length === 0 ? null : state(...checks)
    return {
      aspect,
      value,
      ...(of !== undefined && { of }),
      ...(said !== null && { state: said }),
      ...(detail !== undefined && { detail }),
    }
  })
}
