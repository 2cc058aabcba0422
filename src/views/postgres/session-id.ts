import type { Session } from '../../facts/postgres/activity.ts'

/** `PID@START`: what names exactly this session, since pids are used again. Only the pid where the start may not be seen. */
export function sessionId({ pid, backendStart }: Session): string {
  return backendStart === null ? String(pid) : `${pid}@${backendStart}`
}
