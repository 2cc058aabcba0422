import { CannotAsk, type UnaskedKind } from '../../core/facts.ts'
import { mask, maskName } from '../../core/mask.ts'
import type { PostgresSettings } from './settings.ts'
import { ForeignProtocol, TlsFailed, TlsNotOffered } from './stream.ts'

/** What the driver and the server call an error: SQLSTATE, or a code of the operating system. */
interface CodedError {
  readonly code: string | undefined
  readonly message: string
}

type Refusal = readonly [kind: UnaskedKind, says: string, grant?: string]

/** Turns whatever went wrong into why it could not be asked, with the name of the system and without secrets. */
export function refusalOf(error: unknown, settings: PostgresSettings): CannotAsk {
  if (error instanceof CannotAsk) return error
  const where = `${settings.host}:${settings.port}`
  const [kind, says, grant] = read(error, settings)
  return new CannotAsk(kind, `${where} ${says}`, grant, { cause: error })
}

/** The server accepted the connection and then kept silent. */
export function hung(settings: PostgresSettings, milliseconds: number): CannotAsk {
  const seconds = Math.round(milliseconds / 100) / 10
  const reason = `${settings.host}:${settings.port} accepts connections but did not answer within ${seconds} s`
  return new CannotAsk(
    'hung',
    reason,
    'a stopped or overloaded server does this, and a pooler without a free connection or without its server',
  )
}

/** Nothing answered at the address within the time there was. */
export function timedOut(settings: PostgresSettings): CannotAsk {
  return new CannotAsk(
    'unreachable',
    `${settings.host}:${settings.port} is not reachable from here (timed out)`,
    otherWay,
  )
}

/** The SQLSTATE of an error of the server. */
export function sqlState(error: unknown): string | undefined {
  return coded(error).code
}

const otherWay = 'it may well be reachable from the service: give its connection a `via` in usrops.yaml'

const foreign: Refusal = ['failed', 'answers, but does not speak the protocol of Postgres', 'check host and port']

function read(error: unknown, settings: PostgresSettings): Refusal {
  if (error instanceof ForeignProtocol) return foreign
  if (error instanceof TlsNotOffered)
    return ['failed', 'does not offer TLS', `set sslmode=prefer, or enable ssl on the server (now ${settings.sslmode})`]
  const { code, message } = coded(error)
  const text = mask(message)
  if (error instanceof TlsFailed)
    return ['failed', `failed the TLS handshake: ${text}`, 'check sslmode, sslrootcert and the name in the certificate']
  return ofPooler(text, settings) ?? ofServer(code, text, settings) ?? ofNetwork(code, text)
}

function coded(error: unknown): CodedError {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) }
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : undefined, message: error.message }
}

const fullGrant =
  'use a login with reserved slots: GRANT pg_use_reserved_connections (PostgreSQL 16) with reserved_connections > 0, or a superuser'

/** PgBouncer's own words; most of them share one SQLSTATE: src/objects.c and src/client.c of PgBouncer. */
function ofPooler(text: string, settings: PostgresSettings): Refusal | undefined {
  if (/query_wait_timeout|no more connections allowed|max_(?:client|db|user)_conn|Max client connections/i.test(text))
    return [
      'full',
      `is a pooler without a free connection: ${text}`,
      'ask its admin console, or connect past it (directUrl)',
    ]
  if (/^not allowed$|admin access needed/i.test(text))
    return ['forbidden', 'does not allow it', `put ${maskName(settings.user)} into stats_users of pgbouncer.ini`]
  // What its server told it, passed on.
  if (/too many (?:clients|connections)|remaining connection slots/i.test(text))
    return ['full', `has no connection left: ${text}`, fullGrant]
  if (
    /server_login_retry|server login (?:has been )?fail|cannot connect to server|server conn crashed|pgbouncer shut/i.test(
      text,
    )
  )
    return ['failed', `is a pooler that cannot reach its own server: ${text}`]
  if (/no such database|pgbouncer database/i.test(text))
    return ['failed', `has no database ${settings.database}: ${text}`, 'check the name of the database']
  if (/no such user|SASL authentication failed|auth_query|password authentication failed/i.test(text))
    return ['authentication', `refuses ${maskName(settings.user)}: ${text}`, 'check the user and the password']
  if (/unsupported startup parameter/i.test(text)) return ['unsupported', `is a pooler that refuses: ${text}`]
  return undefined
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function ofServer(code: string | undefined, text: string, settings: PostgresSettings): Refusal | undefined {
  switch (code) {
    case '28P01':
    case '28000':
      return [
        'authentication',
        `refuses ${maskName(settings.user)}: ${text}`,
        'check the user, the password and pg_hba.conf',
      ]
    case '53300':
      return ['full', `has no connection left: ${text}`, fullGrant]
    case '42501':
      return ['forbidden', `does not allow it: ${text}`, `GRANT pg_monitor TO ${maskName(settings.user)}`]
    case '3D000':
      return ['failed', `has no such database: ${text}`, 'check the name of the database']
    case '57P03':
      return ['failed', `is not ready: ${text}`]
    case '57014':
      return ['failed', 'took too long to answer, the question was withdrawn']
    case '55P03':
      return ['failed', 'could not answer: a system catalog is locked by another session']
    case '57P01':
    case '57P02':
      return ['failed', `ended the connection: ${text}`]
  }
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')
    ? ['failed', `answers: ${text}`]
    : undefined
}

function ofNetwork(code: string | undefined, text: string): Refusal {
  switch (code) {
    case 'ECONNREFUSED':
      return ['unreachable', 'is not reachable from here (connection refused)', otherWay]
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['unreachable', 'is not reachable from here (the name is not known here)', otherWay]
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOENT':
      return ['unreachable', `is not reachable from here (${code})`, otherWay]
    case 'ECONNRESET':
    case 'EPIPE':
      return ['failed', 'accepts connections and closes them before it answers']
  }
  // The driver's words for the same.
  if (/^Connection terminated unexpectedly$/.test(text))
    return ['failed', 'accepts connections and closes them before it answers']
  return ['failed', `failed: ${text}`]
}
