import type { PostgresClient } from '../../clients/postgres/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import { maskSql } from '../../core/mask.ts'
import { extensionQuery, type StatementRow, sourceQuery, statementsQuery } from './statements-query.ts'

/** What one kind of statement has cost since the counters were reset. */
export interface Statement extends Omit<StatementRow, 'hidden' | 'query'> {
  /** The normalised text without any literal left, shortened. */
  readonly query: string
}

/** The statements that cost the most. */
export interface Statements {
  readonly user: string
  readonly statements: readonly Statement[]
  /** Statements of other users of which an ordinary login sees nothing. */
  readonly hidden: number
  /** How often the extension ran out of room and forgot statements; null before PostgreSQL 14. */
  readonly forgotten: number | null
  readonly resetAt: string | null
  readonly serverStart: string
}

export const statements = defineFacts<Statements, PostgresClient>({
  id: 'postgres.statements',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[extension]] = await client.read<[{ schema: string }]>([extensionQuery], budget)
    if (extension === undefined) throw notInstalled(client)
    const [rows, [source]] = await client.read<[StatementRow, Source]>(
      [statementsQuery(client.version, extension.schema), sourceQuery(client.version, extension.schema)],
      budget,
    )
    if (source === undefined) throw notInstalled(client)
    const visible = rows.filter((row) => !row.hidden)
    return { user: client.user, ...source, hidden: rows.length - visible.length, statements: visible.map(toStatement) }
  },
  epoch: ({ resetAt, serverStart }) => `${resetAt ?? 'never'} ${serverStart}`,
})

/** What identifies a statement in two looks. */
function statementKey({ user, queryId, toplevel }: Statement): string {
  return `${user} ${queryId} ${toplevel}`
}

/** What one kind of statement cost between two looks. */
export interface StatementDelta {
  readonly statement: Statement
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly rows: number
  /** Mean before the first look; null where it had not run before. */
  readonly meanBeforeMs: number | null
}

/** The statements that ran between two looks, the costliest first. One that is missing from the earlier look was not among the top: what it cost cannot be told. */
export function statementDeltas(now: Statements, before: Statements): readonly StatementDelta[] {
  const old = new Map(before.statements.map((statement) => [statementKey(statement), statement]))
  return now.statements
    .flatMap((statement) => {
      const earlier = old.get(statementKey(statement))
      return earlier === undefined ? [] : delta(statement, earlier)
    })
    .toSorted((left, right) => right.totalMs - left.totalMs)
}

function delta(statement: Statement, earlier: Statement): readonly StatementDelta[] {
  const calls = statement.calls - earlier.calls
  if (calls <= 0) return []
  const totalMs = statement.totalMs - earlier.totalMs
  const meanBeforeMs = earlier.calls === 0 ? null : earlier.totalMs / earlier.calls
  return [{ statement, calls, totalMs, meanMs: totalMs / calls, rows: statement.rows - earlier.rows, meanBeforeMs }]
}

type Source = Pick<Statements, 'forgotten' | 'resetAt' | 'serverStart'>

// Long enough to recognise a statement by.
const SHOWN_QUERY = 300

function toStatement({ hidden: _hidden, query, ...row }: StatementRow): Statement {
  return { ...row, query: maskSql(query).replace(/\s+/g, ' ').trim().slice(0, SHOWN_QUERY) }
}

function notInstalled(client: PostgresClient): CannotAsk {
  return new CannotAsk(
    'unsupported',
    `the extension pg_stat_statements is not in database ${client.database}`,
    'CREATE EXTENSION pg_stat_statements (and shared_preload_libraries = pg_stat_statements, which needs a restart)',
  )
}
