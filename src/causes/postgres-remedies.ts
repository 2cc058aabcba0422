import type { Remedy, Risk } from '../core/remedy.ts'
import type { Handles } from '../core/topology.ts'

interface SqlRemedy {
  readonly handles: Handles
  /** Statements, each run by itself. */
  readonly sql: readonly string[]
  readonly risk: Risk
  readonly summary: string
}

/** SQL as a psql command line, or as words where nobody knows how to reach the database. */
export function bySql({ handles, sql, risk, summary }: SqlRemedy): Remedy {
  const client = handles.client
  if (client === undefined) return { kind: 'manual', risk, summary: `${summary}: ${sql.join('; ')}` }
  const command = [...client, ...sql.flatMap((statement) => ['-c', statement])]
  return { kind: 'command', command, mutates: true, risk, summary }
}

interface SessionIdentity {
  readonly pid: number
  readonly backendStart: string | null
}

/** Ends a session and its transaction; the start of the backend is named because pids are used again. */
export function terminateSession(handles: Handles, session: SessionIdentity, summary: string): Remedy {
  return bySql({ handles, sql: [guarded('pg_terminate_backend', session)], risk: 'low', summary })
}

/** Ends the statement of a session, not the session. */
export function cancelStatement(handles: Handles, session: SessionIdentity, summary: string): Remedy {
  return bySql({ handles, sql: [guarded('pg_cancel_backend', session)], risk: 'low', summary })
}

function guarded(call: string, { pid, backendStart }: SessionIdentity): string {
  const identity = backendStart === null ? '' : ` AND backend_start = '${backendStart}'`
  return `SELECT ${call}(pid) FROM pg_stat_activity WHERE pid = ${pid}${identity}`
}
