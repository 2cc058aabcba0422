import { durationText } from '../../core/duration-text.ts'
import type { ColumnDraft, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Statement, type Statements, statementDeltas, statements } from '../../facts/postgres/statements.ts'
import { BY_TOTAL } from '../../facts/postgres/statements-query.ts'
import { hiddenStatements } from './hidden-statements.ts'
import { utcMinute } from './utc-minute.ts'

/** The statements that take the most time: since the counters were reset, or between two looks. */
export const slow = defineView({
  id: 'postgres.slow',
  reads: { statements },
  params: {},
  show({ statements }, { earlier }) {
    const before = earlier.statements
    return [before === undefined ? totals(statements) : between(statements, before.value, before.elapsedMs)]
  },
})

const costs: readonly ColumnDraft[] = [
  { id: 'total', label: 'total', kind: 'milliseconds', importance: 'key' },
  { id: 'share', label: 'share', kind: 'share' },
  { id: 'calls', label: 'calls', kind: 'count', importance: 'key' },
  { id: 'mean', label: 'mean', kind: 'milliseconds', importance: 'key' },
]

const description: readonly ColumnDraft[] = [
  { id: 'rows', label: 'rows/call', kind: 'number', importance: 'extra' },
  { id: 'user', label: 'user', kind: 'text', importance: 'extra' },
  { id: 'queryId', label: 'query id', kind: 'text', importance: 'extra', shorten: 'never' },
  { id: 'statement', label: 'statement', kind: 'text', importance: 'key' },
]

const columns: readonly ColumnDraft[] = [
  ...costs,
  { id: 'max', label: 'max', kind: 'milliseconds', importance: 'extra' },
  { id: 'cacheHit', label: 'cache hit', kind: 'share', importance: 'extra' },
  { id: 'temporaryBlocks', label: 'temp blocks', kind: 'count', importance: 'extra' },
  ...description,
]

const watchedColumns: readonly ColumnDraft[] = [
  ...costs,
  { id: 'meanBefore', label: 'mean before', kind: 'milliseconds' },
  ...description,
]

function totals(seen: Statements): TableDraft {
  const all = seen.statements.reduce((sum, { totalMs }) => sum + totalMs, 0)
  const rows = seen.statements.map(
    (statement): Row => ({
      ...describe(statement),
      ...{ total: statement.totalMs, share: shareOf(statement.totalMs, all), calls: statement.calls },
      ...{ mean: statement.meanMs, max: statement.maxMs, rows: perCall(statement.rows, statement.calls) },
      cacheHit: shareOf(statement.blocksHit, statement.blocksHit + statement.blocksRead),
      temporaryBlocks: statement.temporaryBlocks,
    }),
  )
  const since = seen.resetAt === null ? 'the counters began' : `${utcMinute(seen.resetAt)}`
  return {
    title: rows.length === 0 ? 'no statement was counted' : `the statements that took the most time since ${since}`,
    columns,
    rows,
    total: rows.length < BY_TOTAL ? rows.length : null,
    notes: ['totals of long ago do not explain now: --interval 10s shows what runs at present', ...notesOf(seen)],
  }
}

function between(seen: Statements, before: Statements, elapsedMs: number): TableDraft {
  const deltas = statementDeltas(seen, before)
  const all = deltas.reduce((sum, { totalMs }) => sum + totalMs, 0)
  const rows = deltas.map(
    ({ statement, totalMs, calls, meanMs, meanBeforeMs, rows }): Row => ({
      ...describe(statement),
      ...{ total: totalMs, share: shareOf(totalMs, all), calls, mean: meanMs, meanBefore: meanBeforeMs },
      rows: perCall(rows, calls),
    }),
  )
  const title = rows.length === 0 ? 'no statement ended' : 'the statements that took the most time'
  return {
    title: `${title} in ${durationText(elapsedMs)}`,
    columns: watchedColumns,
    rows,
    notes: [
      'a statement that was not among the costliest before cannot be compared, and is left out',
      ...notesOf(seen),
    ],
  }
}

function describe({ user, queryId, query }: Statement): Row {
  return { user, queryId, statement: query }
}

function notesOf(seen: Statements): readonly string[] {
  const { hidden, forgotten, user } = seen
  return [
    ...(hidden === 0 ? [] : [hiddenStatements(hidden, user)]),
    ...(forgotten === null || forgotten === 0
      ? []
      : ['the extension ran out of room and forgot statements: raise pg_stat_statements.max']),
  ]
}

/** Null where there was nothing to have a share of. */
function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function perCall(count: number, calls: number): number | null {
  return calls > 0 ? count / calls : null
}
