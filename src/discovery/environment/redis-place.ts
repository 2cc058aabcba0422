import type { Block } from './blocks.ts'
import type { Address, Connection, Part } from './connection.ts'
import { addressesOf, firstPart, isSet, knownText, noPart, partOf, switchOf } from './parts.ts'
import type { RedisField } from './redis-names.ts'

/** Where a Redis is, and in which of its three forms. */
export interface RedisPlace {
  readonly mode: 'single' | 'sentinel' | 'cluster'
  readonly addresses: readonly Address[]
  /** Of Sentinels: the name of the master. */
  readonly master: Part
  readonly database: Part
}

export function redisPlace(fields: Block<RedisField>['fields'], connection: Connection | undefined): RedisPlace {
  const database = partOf(fields.get('database'))
  const master = partOf(fields.get('master'))
  const sentinels = switchOf(fields.get('isSentinel')) === false ? [] : addressesOf(fields.get('sentinels'))
  if (sentinels.length > 0) return { mode: 'sentinel', addresses: sentinels, master, database }
  const nodes = switchOf(fields.get('isCluster')) === false ? [] : addressesOf(fields.get('cluster'))
  if (nodes.length > 0) return { mode: 'cluster', addresses: nodes, master: noPart, database: noPart }
  if (connection !== undefined) return placeOfUrl(connection, master, database)
  const addresses = addressesOf(fields.get('host'))
  if (addresses.length > 1 && isSet(master)) return { mode: 'sentinel', addresses, master, database }
  const isCluster = /^(true|1|yes|on|cluster)$/i.test(knownText(partOf(fields.get('isCluster'))) ?? '')
  const mode = isCluster || addresses.length > 1 ? 'cluster' : 'single'
  return { mode, addresses, master: addresses.length === 0 ? master : noPart, database }
}

function placeOfUrl({ scheme, hosts, query, database }: Connection, master: Part, index: Part): RedisPlace {
  if (scheme.includes('sentinel') || (hosts.length > 1 && isSet(master))) {
    const path = sentinelPath(knownText(database) ?? '')
    const part = (text: string | undefined): Part => (text ? { value: [text], reference: database.reference } : noPart)
    return {
      mode: 'sentinel',
      addresses: hosts,
      master: firstPart(part(query.get('sentinelMasterId') ?? path.master), master),
      database: firstPart(part(path.database), index),
    }
  }
  if (scheme.includes('cluster') || hosts.length > 1) {
    return { mode: 'cluster', addresses: hosts, master: noPart, database: noPart }
  }
  return { mode: 'single', addresses: hosts, master: noPart, database: firstPart(database, index) }
}

/** `master/0`, as redis-py and go-redis have it, or `0#master`, as Lettuce has it. */
function sentinelPath(path: string): { readonly master: string | undefined; readonly database: string | undefined } {
  const [before = '', fragment] = path.split('#')
  const segments = before.split('/').filter((segment) => segment !== '')
  return {
    master: fragment ?? segments.find((segment) => !/^\d+$/.test(segment)),
    database: segments.find((segment) => /^\d+$/.test(segment)),
  }
}
