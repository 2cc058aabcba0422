import type { Budget } from '../../core/facts.ts'

/** How many statements of a read-only transaction come before its queries. */
export const SETTINGS_OF_A_TRANSACTION = 3

// A system catalog that somebody locks is soon free, or not at all.
const LOCK_TIMEOUT_MS = 1_000

/** Begins the text of every statement, so that what usrops costs is not taken for what the application costs. */
const OWN_QUERY = '/* usrops */'

/** The server gives up before the one who waits does, so that the connection stays usable. */
const SHARE_OF_BUDGET = 0.8

/**
 * The queries as one read-only transaction, in one message of the simple protocol: settings are local to it, so that a pooler hands on a clean connection.
 * (In such a message the statement timeout counts for each statement alone.)
 */
export function readOnlyTransaction(queries: readonly string[], budget: Budget): string {
  const statementMs = Math.max(100, Math.floor(budget.milliseconds * SHARE_OF_BUDGET))
  return [
    'BEGIN READ ONLY',
    `SET LOCAL statement_timeout = ${statementMs}`,
    `SET LOCAL lock_timeout = ${Math.min(statementMs, LOCK_TIMEOUT_MS)}`,
    ...queries,
    'ROLLBACK',
  ]
    .map((statement) => `${OWN_QUERY} ${statement}`)
    .join(';\n')
}
