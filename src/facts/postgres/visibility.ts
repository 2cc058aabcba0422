import type { CannotTell } from '../../core/check.ts'

/** What an ordinary login does not see: the number of sessions that show nothing but their user. */
export function hiddenSessions(hidden: number, user: string): CannotTell {
  const sessions = hidden === 1 ? 'one session of another user' : `${hidden} sessions of other users`
  return { unknown: `${user} may not see ${sessions}`, grant: monitorGrant(user) }
}

/** The right that shows everything this product asks of Postgres. */
export function monitorGrant(user: string): string {
  return `GRANT pg_monitor TO ${/^[a-z_][a-z0-9_]*$/.test(user) ? user : `"${user.replaceAll('"', '""')}"`}`
}
