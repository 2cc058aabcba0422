import type { SslMode } from '../clients/postgres/settings.ts'
import { OperatorError } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { type Address, parseAddress } from './address.ts'
import { decode, type UrlParts, urlParts } from './url-parts.ts'

/** What a URL says of a database; what it leaves open is absent. */
export interface PostgresUrl {
  readonly address: Address
  readonly database?: string
  readonly user?: string
  readonly password?: Secret
  readonly sslmode?: SslMode
  /** Paths of PEM files. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** Whether psql understands the same text. */
  readonly psql: boolean
}

const sslModes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Words of other drivers for the modes of libpq. */
const otherSslModes: Readonly<Record<string, SslMode>> = { 'no-verify': 'require', true: 'require', '1': 'require' }

// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
const libpqKeys =
  /^(host|hostaddr|port|dbname|user|password|passfile|connect_timeout|client_encoding|options|application_name|fallback_application_name|keepalives\w*|tcp_user_timeout|ssl(?!$)\w+|gssencmode|target_session_attrs|channel_binding|require_auth)$/

/** Reads the URL of a Postgres database as libpq, JDBC and the usual frameworks write it. `place` names it in errors, which never hold the URL. */
export function parsePostgresUrl(text: string, place: string): PostgresUrl {
  const parts = urlParts(text)
  if (parts === undefined) throw wrong(place, 'is not a URL', 'write postgresql://user@host:5432/database')
  const [, family] = /^(?:jdbc:|r2dbc:)?(postgres(?:ql)?)(?:\+\w+)?$/.exec(parts.scheme) ?? []
  if (family === undefined) {
    throw wrong(place, `is a URL of ${parts.scheme}://`, 'write postgresql://user@host:5432/database')
  }
  const { query } = parts
  const user = parts.user ?? query.get('user')
  const password = parts.password ?? query.get('password')
  const database = parts.path || query.get('dbname')
  const sslmode = sslModeOf(query, place)
  return {
    address: addressOf(parts, place),
    ...(database && { database }),
    ...(user && { user }),
    ...(password && { password: new Secret(password) }),
    ...(sslmode && { sslmode }),
    files: filesOf(query),
    psql: parts.scheme === family && psqlReads(query),
  }
}

function addressOf({ hosts, query }: UrlParts, place: string): Address {
  const text = decode(hosts) || query.get('host') || 'localhost'
  if (text.includes(',')) {
    throw wrong(
      place,
      `names ${text.split(',').length} hosts`,
      'give each its own url: the primary here, the others under replicas',
    )
  }
  const port = Number(query.get('port') ?? 5432)
  if (text.startsWith('/')) return socketOf(text, port)
  const address = parseAddress(text, port)
  if (address === undefined)
    throw wrong(place, 'has no readable host and port', 'write host:5432; in a password write %3F for ? and %40 for @')
  return address
}

/** `%2Fvar%2Frun:5433` has its port behind the folder. */
function socketOf(text: string, port: number): Address {
  const [, host = text, own] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
  return { host, port: own === undefined ? port : Number(own) }
}

function sslModeOf(query: ReadonlyMap<string, string>, place: string): SslMode | undefined {
  const text = query.get('sslmode') ?? query.get('ssl')
  if (text === undefined || text === '' || text === 'false' || text === '0') return undefined
  const mode = sslModes.find((known) => known === text) ?? otherSslModes[text]
  if (mode === undefined) throw wrong(place, 'has an unknown sslmode', `write one of ${sslModes.join(', ')}`)
  return mode
}

function psqlReads(query: ReadonlyMap<string, string>): boolean {
  const mode = query.get('sslmode') ?? 'prefer'
  return sslModes.some((known) => known === mode) && [...query.keys()].every((key) => libpqKeys.test(key))
}

function filesOf(query: ReadonlyMap<string, string>): PostgresUrl['files'] {
  const ca = query.get('sslrootcert')
  const cert = query.get('sslcert')
  const key = query.get('sslkey')
  // `system` means the authorities of this machine, which are the default.
  return { ...(ca && ca !== 'system' && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

function wrong(place: string, state: string, hint: string): OperatorError {
  return new OperatorError(`${place} ${state}`, { hint, exit: 'usage' })
}
