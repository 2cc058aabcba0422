import type { SslMode } from '../../clients/postgres/settings.ts'
import { parsePostgresUrl } from '../../config/postgres-url.ts'
import type { Block, Role } from './blocks.ts'
import type { Address, Connection, Part } from './connection.ts'
import { addressesOf, firstPart, isUsable, knownText, partOf } from './parts.ts'
import { type PostgresField, stemOf } from './postgres-names.ts'
import type { Setting } from './setting.ts'
import { soleSecret } from './value.ts'

/** A database, or one place of it, before what belongs together is put together. */
export interface PostgresDraft {
  readonly prefix: readonly string[]
  readonly stem: string
  readonly role: Role
  /** As configuration takes it whole. */
  readonly url: string | undefined
  /** Where the URL stands: parts that refer into it are in it already. */
  readonly urlReference: string | undefined
  readonly addresses: readonly Address[]
  /** Where the addresses give none. */
  readonly port: Part
  readonly database: Part
  readonly user: Part
  readonly password: Part
  readonly sslmode: SslMode | undefined
  /** Whether a variable of its own says so, and not the URL. */
  readonly setsSslMode: boolean
  /** References to PEM text. */
  readonly pem: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly isPooled: boolean
  readonly isAssumed: boolean
  /** Something in a host is left to be replaced. */
  readonly isUnreadable: boolean
  readonly variables: readonly string[]
}

/** What a block says of a database. */
export function postgresDraft(block: Block<PostgresField>, isAssumed: boolean): PostgresDraft {
  const { prefix, role, fields, connection } = block
  const field = (name: PostgresField) => partOf(fields.get(name))
  const url = fields.get('url')
  const addresses = connection?.hosts ?? addressesOf(fields.get('host'))
  const used = [...fields].filter(([name]) => name !== 'kind' && name !== 'isEnabled').map(([, { name }]) => name)
  return {
    ...{ prefix, role, isAssumed },
    stem: stemOf(prefix),
    url: connection === undefined ? url && unreadUrl(url) : wholeUrl(connection),
    urlReference: url && (soleSecret(url.value)?.reference ?? url.reference),
    addresses: addresses.filter(isUsable),
    isUnreadable: !addresses.every(isUsable),
    port: field('port'),
    database: firstPart(...(connection ? [connection.database] : []), field('database')),
    user: firstPart(...(connection ? [connection.user] : []), field('user')),
    password: firstPart(...(connection ? [connection.password] : []), field('password')),
    sslmode: (connection && sslModeOfQuery(connection)) ?? sslModeOf(knownText(field('ssl'))),
    setsSslMode: (connection && sslModeOfQuery(connection)) === undefined,
    pem: pemOf(fields),
    isPooled: connection?.query.get('pgbouncer') === 'true' || prefix.includes('PGBOUNCER'),
    variables: used,
  }
}

/** What one draft leaves open, from another: a place that several blocks describe. */
export function fillDraft(draft: PostgresDraft, from: PostgresDraft): PostgresDraft {
  return {
    ...draft,
    addresses: draft.addresses.length > 0 || draft.url !== undefined ? draft.addresses : from.addresses,
    url: draft.url ?? (draft.addresses.length === 0 ? from.url : undefined),
    urlReference: draft.urlReference ?? (draft.addresses.length === 0 ? from.urlReference : undefined),
    port: firstPart(draft.port, from.port),
    database: firstPart(draft.database, from.database),
    user: firstPart(draft.user, from.user),
    password: firstPart(draft.password, from.password),
    sslmode: draft.sslmode ?? from.sslmode,
    pem: { ...from.pem, ...draft.pem },
    isPooled: draft.isPooled || from.isPooled,
    isAssumed: draft.isAssumed && from.isAssumed,
    variables: [...new Set([...draft.variables, ...from.variables])],
  }
}

/** A URL stays whole where configuration can read it: one host, and a scheme that it knows. */
function wholeUrl({ hosts, whole, content }: Connection): string | undefined {
  if (hosts.length !== 1 || !hosts.every(isUsable)) return undefined
  try {
    parsePostgresUrl(content, '')
    return whole
  } catch {
    return undefined
  }
}

function unreadUrl({ value }: Setting): string | undefined {
  return soleSecret(value)?.reference
}

function sslModeOfQuery({ query }: Connection): SslMode | undefined {
  return sslModeOf(query.get('sslmode') ?? query.get('sslMode') ?? query.get('ssl'))
}

const sslModes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** libpq's words, Npgsql's `VerifyFull`, and switches. What cannot be read is left to the default. */
function sslModeOf(text: string | undefined): SslMode | undefined {
  const word = text
    ?.replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-')
  if (word === 'true' || word === '1' || word === 'yes' || word === 'on' || word === 'no-verify') return 'require'
  return sslModes.find((mode) => mode === word)
}

/** A path in the container is of no use here; a key of a Secret is. */
function pemOf(fields: Block<PostgresField>['fields']): PostgresDraft['pem'] {
  const names = ['ca', 'cert', 'key'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const setting = fields.get(name)
      const reference = setting && soleSecret(setting.value)?.reference
      return reference === undefined ? [] : [[name, reference]]
    }),
  )
}
