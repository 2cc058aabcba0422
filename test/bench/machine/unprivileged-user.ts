import { chownSync, readFileSync } from 'node:fs'

/** Ids that a server must run under. */
export interface UnixUser {
  readonly uid: number
  readonly gid: number
}

/** Whether this process is root. */
export const isRoot = process.getuid?.() === 0

/**
 * The user for servers that refuse to run as root (PostgreSQL, PgBouncer): `postgres` or `nobody` when this process is
 * root, else undefined, which means the present user.
 */
export function unprivilegedUser(): UnixUser | undefined {
  if (!isRoot) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid = '65534', gid = '65534'] =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** Gives one file or folder to the unprivileged user, when there is one. */
export function handOver(path: string): void {
  const user = unprivilegedUser()
  if (user) chownSync(path, user.uid, user.gid)
}
