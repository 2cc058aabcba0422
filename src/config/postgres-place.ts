import type { PostgresSettings } from '../clients/postgres/settings.ts'
import { type Context, placeKey } from './context.ts'
import { type PostgresUrl, parsePostgresUrl } from './postgres-url.ts'
import type { WrittenReference } from './reference.ts'
import type { ReplicaConfig } from './schema/postgres.ts'
import { pemOf } from './tls-settings.ts'
import type { Reach } from './ways.ts'

/** What an entry says of the place of a database: a URL, or its parts. `field` is where in the entry the URL stands. */
export interface PostgresPlace {
  readonly url?: WrittenReference | undefined
  readonly field: string
  readonly entry: Omit<ReplicaConfig, 'url' | 'name' | 'via' | 'identity'>
  /** The database where none is written. */
  readonly database?: string
}

/** Where the database is; undefined as long as nobody can tell without running a command. */
export async function locatePostgres(place: PostgresPlace, context: Context): Promise<PostgresUrl | undefined> {
  const { url, field } = place
  if (url === undefined) return partsOf(place)
  const text = await context.references.peek(url, fieldOf(context, field))
  return text === undefined ? undefined : parsePostgresUrl(text, nameOf(context, url, field))
}

/** The same database, written differently, has the same key; one that is not known yet is known by its reference. */
export function postgresKey(found: PostgresUrl | undefined, place: PostgresPlace, context: Context): string {
  if (found === undefined) return JSON.stringify(place.url ?? fieldOf(context, place.field))
  return `${placeKey(found.address, context)}/${databaseOf(found, place, context)}`
}

export async function postgresSettings(
  place: PostgresPlace,
  context: Context,
  reach: Reach,
): Promise<PostgresSettings> {
  const { references } = context
  const found = await resolved(place, context)
  const password =
    found.password ??
    (place.entry.password && (await references.secret(place.entry.password, fieldOf(context, 'password'))))
  const { ca, cert, key } = found.files
  const files = {
    ...(ca && { ca: `file:${ca}` }),
    ...(cert && { cert: `file:${cert}` }),
    ...(key && { key: `file:${key}` }),
  }
  return {
    ...found.address,
    database: databaseOf(found, place, context),
    user: userOf(found, place, context),
    ...(password && { password }),
    sslmode: place.entry.sslmode ?? found.sslmode ?? 'prefer',
    tls: await pemOf({ ...files, ...place.entry }, context.place, references),
    dial: reach.dial,
  }
}

/** psql's way to the same database, without a password in it. */
export function psqlUrl(found: PostgresUrl, place: PostgresPlace, context: Context): string {
  const { host, port } = found.address
  const socket = host.startsWith('/')
  const where = socket ? '' : `${host.includes(':') ? `[${host}]` : host}:${port}`
  const sslmode = place.entry.sslmode ?? found.sslmode
  const query = [
    ...(socket ? [`host=${encodeURIComponent(host)}`, `port=${port}`] : []),
    ...(sslmode === undefined ? [] : [`sslmode=${sslmode}`]),
  ].join('&')
  const user = encodeURIComponent(userOf(found, place, context))
  const database = encodeURIComponent(databaseOf(found, place, context))
  return `postgresql://${user}@${where}/${database}${query === '' ? '' : `?${query}`}`
}

function partsOf({ entry }: PostgresPlace): PostgresUrl {
  const { host = 'localhost', port = 5432, database, user } = entry
  return { address: { host, port }, ...(database && { database }), ...(user && { user }), files: {}, psql: true }
}

async function resolved(place: PostgresPlace, context: Context): Promise<PostgresUrl> {
  const { url, field } = place
  if (url === undefined) return partsOf(place)
  const text = await context.references.text(url, fieldOf(context, field))
  return parsePostgresUrl(text, nameOf(context, url, field))
}

/** As libpq: the entry's own word, then the user's name. */
function databaseOf(found: PostgresUrl, place: PostgresPlace, context: Context): string {
  return found.database ?? place.entry.database ?? place.database ?? userOf(found, place, context)
}

function userOf(found: PostgresUrl, place: PostgresPlace, context: Context): string {
  return found.user ?? place.entry.user ?? context.user
}

function fieldOf(context: Context, field: string): string {
  return `${context.place}.${field}`
}

function nameOf(context: Context, url: WrittenReference, field: string): string {
  return context.references.nameOf(url, fieldOf(context, field))
}
