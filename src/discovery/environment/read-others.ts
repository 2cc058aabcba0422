import { type Block, blocksOf, fieldNames, type Naming } from './blocks.ts'
import { type Address, isMeant } from './connection.ts'
import type { Other } from './dependencies.ts'
import { isInPod, nameOfHost } from './host.ts'
import { addressesOf, knownText } from './parts.ts'
import type { PostgresField } from './postgres-names.ts'
import type { Setting } from './setting.ts'
import { type System, systemOfWords } from './systems.ts'

const examined = new Set<System | undefined>([undefined, 'postgres', 'redis', 'kafka', 'sql', 'cache', 'http', 'none'])

const names: Naming<'host'> = {
  fields: fieldNames<'url' | 'host'>({
    url: 'URL, URI, DSN, CONNECTION STRING, CONNECTION URI, CONNECTION URL',
    host: 'HOST, HOSTS, HOSTNAME, SERVER, SERVERS, ADDR, ADDRESS, ADDRESSES, ENDPOINT, ENDPOINTS, NODES, SEEDS, URLS',
  }),
  accepts: (prefix) => !examined.has(systemOfWords(prefix)),
  takes: (connection) => {
    const { system, setting } = connection
    if (system === 'http') return !examined.has(systemOfWords(setting.words))
    return !examined.has(system) && isMeant(connection)
  },
  hasRoles: false,
}

/** The systems that are only recorded: by their URLs, by the names of variables, and databases that say they are of another kind. */
export function readOthers(
  settings: readonly Setting[],
  databases: readonly { readonly system: System; readonly block: Block<PostgresField> }[],
): readonly Other[] {
  const blocks = blocksOf(settings, names).map((block) => {
    const told = block.connection?.system
    const system = told === undefined || told === 'http' ? (systemOfWords(block.prefix) ?? 'none') : told
    return { system, addresses: block.connection?.hosts ?? addressesOf(block.fields.get('host')), fields: block.fields }
  })
  const told = databases.map(({ system, block: { fields, connection } }) => ({
    ...{ system, fields },
    addresses: connection?.hosts ?? addressesOf(fields.get('host')),
  }))
  const found = new Map<string, Other>()
  for (const { system, addresses, fields } of [...blocks, ...told]) {
    const other = otherOf(system, addresses, [...fields.values()])
    const key = `${system} ${other.host}`
    const same = found.get(key)
    found.set(key, same === undefined ? other : { ...same, variables: [...same.variables, ...other.variables] })
  }
  return [...found.values()]
}

function otherOf(system: System, [address]: readonly Address[], settings: readonly Setting[]): Other {
  const host = (address && knownText(address.host)) ?? null
  return {
    ...{ system, host },
    name: (host === null ? undefined : nameOfHost(host)) ?? system,
    inPod: host !== null && isInPod(host),
    variables: settings.map(({ name }) => name),
  }
}
