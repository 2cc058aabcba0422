import type { Handles } from '../core/topology.ts'
import type { Context } from './context.ts'
import { locatePostgres, type PostgresPlace, psqlUrl } from './postgres-place.ts'
import { parseReference } from './reference.ts'

/** psql for the first of these places that can be named: by its variable, so that no password is printed, else without the password. */
export async function psqlHandle(places: readonly PostgresPlace[], context: Context): Promise<Handles> {
  for (const place of places) {
    const found = await locatePostgres(place, context)
    const reference = place.url === undefined ? undefined : parseReference(place.url)
    if (reference?.kind === 'env' && (found === undefined || found.psql)) return psql(`$${reference.name}`)
    if (found !== undefined) return psql(psqlUrl(found, place, context))
  }
  return {}
}

function psql(database: string): Handles {
  return { client: ['psql', '-X', database] }
}
