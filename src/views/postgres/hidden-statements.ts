import { monitorGrant } from '../../facts/postgres/visibility.ts'

/** What an ordinary login is not told of the statements of others. */
export function hiddenStatements(hidden: number, user: string): string {
  const statements = hidden === 1 ? 'one costly statement' : `${hidden} costly statements`
  return `${user} may not see ${statements} of other users: ${monitorGrant(user)}`
}
