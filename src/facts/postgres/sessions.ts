import { part, type Target } from '../../core/target.ts'
import type { Activity, Session } from './activity.ts'

/** What a finding about one session is about: pid and start of the backend, since pids are used again. */
export function sessionTarget(database: Target, session: Session): Target {
  return part(database, 'session', {
    pid: session.pid,
    ...(session.backendStart !== null && { backendStart: session.backendStart }),
  })
}

/** Holds a transaction open and does nothing in it. */
export function isIdleInTransaction({ state }: Session): boolean {
  return state === 'idle in transaction' || state === 'idle in transaction (aborted)'
}

/** `pid 4711 (psql, idle in transaction)` */
export function nameOf({ pid, application, user, state, backendType }: Session): string {
  const who = application || user || backendType
  const words = [who, state].filter((word) => word)
  return words.length === 0 ? `pid ${pid}` : `pid ${pid} (${words.join(', ')})`
}

/** Sessions of clients that can be seen. */
export function clientSessions({ sessions }: Activity): readonly Session[] {
  return sessions.filter(({ backendType }) => backendType === 'client backend')
}

/** What identifies and describes a session in the evidence of a finding. */
export function sessionEvidence(session: Session) {
  const { pid, backendStart, user, application, client, database, state, transactionMs, stateMs, query } = session
  return { pid, backendStart, user, application, client, database, state, transactionMs, stateMs, query }
}
