import { addressText } from '../../config/address.ts'
import type { PostgresConfig } from '../../config/schema/postgres.ts'
import { Assembly, defined } from './assembly.ts'
import type { Part } from './connection.ts'
import type { FoundPostgres, ReadFor } from './dependencies.ts'
import { isInPod, isPooler, nameOfHost } from './host.ts'
import { firstPart, isSet, knownText, noPart, portOf, referenceOf } from './parts.ts'
import type { PostgresDraft } from './postgres-block.ts'

/** A draft as configuration writes it; undefined where it says no place. */
export function foundPostgres(draft: PostgresDraft, around: ReadFor): FoundPostgres | undefined {
  const [first, ...others] = draft.addresses
  if (first === undefined && draft.url === undefined) return undefined
  const host = first && knownText(first.host)
  const port = (first && portOf(first.port)) ?? portOf(draft.port) ?? 5432
  const hosts = draft.addresses.flatMap((address) => knownText(address.host) ?? [])
  const pooled = draft.isPooled || (host !== undefined && isPooler(host, port))
  const { config, secretFields } = configOf(draft)
  return {
    config: { ...naming(host, pooled, around), ...config },
    ...{ secretFields, hosts, pooled },
    // A socket factory of a cloud runs in the process: there is no host.
    inPod: hosts.some(isInPod),
    assumed: draft.isAssumed,
    variables: draft.variables,
    alternatives: others.map((address) =>
      addressText({ host: knownText(address.host) ?? '', port: portOf(address.port) ?? portOf(draft.port) ?? 5432 }),
    ),
  }
}

/** The name of a pooler is not that of the database behind it. */
function naming(host: string | undefined, pooled: boolean, { service }: ReadFor): Partial<PostgresConfig> {
  const name = host === undefined ? undefined : nameOfHost(host)
  if (!pooled) return { name: name ?? `${service}-db` }
  const database = name?.replace(/[-_]?(pgbouncer|pooler|pgcat|pgpool|odyssey|pgdog)([-_](rw|ro|r))?[-_]?/, '')
  return { name: database || `${service}-db`, pooler: name === undefined || name === database ? {} : { name } }
}

function configOf(draft: PostgresDraft): { config: PostgresConfig; secretFields: Readonly<Record<string, string>> } {
  const fields = new Assembly()
  const { url, sslmode, pem } = draft
  const [address] = draft.addresses
  const place =
    url === undefined
      ? {
          host: address && fields.text(address.host, 'host'),
          port: address && fields.port(firstPart(address.port, draft.port), 'port'),
        }
      : { url }
  const outside = (part: Part) => (isInside(part, draft) ? noPart : part)
  const password = outside(draft.password)
  const config = defined({
    ...place,
    database: fields.text(outside(draft.database), 'database'),
    user: fields.text(outside(draft.user), 'user'),
    password: isSet(password) ? referenceOf(password) : undefined,
    sslmode: url === undefined || draft.setsSslMode ? sslmode : undefined,
    ...pem,
  })
  return { config, secretFields: fields.secretFields }
}

/** Whether the URL already says it. */
function isInside({ reference }: Part, { url, urlReference }: PostgresDraft): boolean {
  return url !== undefined && urlReference !== undefined && reference.startsWith(`${urlReference}#`)
}
