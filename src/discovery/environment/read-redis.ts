import { addressText } from '../../config/address.ts'
import type { RedisConfig } from '../../config/schema/redis.ts'
import { Assembly, defined } from './assembly.ts'
import { blocksOf } from './blocks.ts'
import type { Address, Part } from './connection.ts'
import type { Found, ReadFor } from './dependencies.ts'
import { hostKey, isInPod, nameOfHost } from './host.ts'
import { firstPart, isSet, knownText, noPart, partKey, portOf, referenceOf, written } from './parts.ts'
import { fillRedis, type RedisDraft, redisDraft } from './redis-block.ts'
import { redisNames } from './redis-names.ts'
import type { Setting } from './setting.ts'

export interface ReadRedis {
  readonly found: readonly Found<RedisConfig>[]
  readonly withoutHost: readonly (readonly string[])[]
  readonly unreadable: readonly (readonly string[])[]
  /** Lists of nodes that stand in a Secret, which configuration cannot refer to. */
  readonly unsupported: readonly (readonly string[])[]
}

export function readRedis(settings: readonly Setting[], around: ReadFor): ReadRedis {
  const drafts = blocksOf(settings, redisNames).flatMap((block) => redisDraft(block) ?? [])
  const loose = drafts.filter((draft) => !hasPlace(draft) && !draft.isUnreadable && draft.variables.length > 0)
  const open = drafts.filter((draft) => hasPlace(draft) && !isSet(draft.password))
  const login = open.length === 1 ? loose.find(({ password }) => isSet(password)) : undefined
  const placed = drafts
    .filter(hasPlace)
    .map((draft) => (login !== undefined && draft === open[0] ? fillRedis(draft, login) : draft))
    .map((draft) => withMaster(draft, loose))
  const single = withoutDoubles(placed, around)
  return {
    found: single.flatMap((draft) => foundRedis(draft, around) ?? []),
    withoutHost: loose.filter((draft) => draft !== login && isSet(draft.password)).map(({ variables }) => variables),
    unreadable: drafts.filter(({ isUnreadable }) => isUnreadable).map(({ variables }) => variables),
    unsupported: single.filter((draft) => foundRedis(draft, around) === undefined).map(({ variables }) => variables),
  }
}

/** The name of the master may stand in a variable with other words before it. */
function withMaster(draft: RedisDraft, loose: readonly RedisDraft[]): RedisDraft {
  const [named, second] = loose.filter(({ master }) => isSet(master))
  const lacks = draft.mode === 'sentinel' && !isSet(draft.master)
  return lacks && named !== undefined && second === undefined ? fillRedis(draft, named) : draft
}

function hasPlace({ url, addresses }: RedisDraft): boolean {
  return url !== undefined || addresses.length > 0
}

/** Databases of one server are one Redis. */
function withoutDoubles(drafts: readonly RedisDraft[], around: ReadFor): readonly RedisDraft[] {
  const kept = new Map<string, RedisDraft>()
  for (const draft of drafts) {
    const key = keyOf(draft, around)
    const same = kept.get(key)
    kept.set(key, same === undefined ? draft : fillRedis(same, draft))
  }
  return [...kept.values()]
}

function keyOf(draft: RedisDraft, { namespace }: ReadFor): string {
  if (draft.addresses.length === 0) return draft.url ?? ''
  const places = draft.addresses.map((address) => {
    const host = knownText(address.host)
    return host === undefined ? partKey(address.host) : `${hostKey(host, namespace)}:${portIn(draft, address)}`
  })
  return [...places.toSorted(), partKey(draft.master)].join(' ')
}

function portIn(draft: RedisDraft, address: Address): number {
  return portOf(firstPart(address.port, draft.port)) ?? (draft.mode === 'sentinel' ? 26_379 : 6379)
}

function foundRedis(draft: RedisDraft, { service }: ReadFor): Found<RedisConfig> | undefined {
  const fields = new Assembly()
  const place = placeOf(draft, fields)
  if (place === undefined) return undefined
  const hosts = draft.addresses.flatMap(({ host }) => knownText(host) ?? [])
  const name = (hosts[0] === undefined ? undefined : nameOfHost(hosts[0])) ?? `${service}-redis`
  const outside = (part: Part) => (isInside(part, draft) ? noPart : part)
  const password = outside(draft.password)
  const config: RedisConfig = defined({
    name,
    ...place,
    username: fields.text(outside(draft.username), 'username'),
    password: isSet(password) ? referenceOf(password) : undefined,
    tls: draft.tls === true && !(draft.url ?? '').startsWith('rediss') ? true : undefined,
  })
  return {
    ...{ config, hosts, secretFields: fields.secretFields },
    inPod: hosts.some(isInPod),
    assumed: draft.isAssumed,
    variables: draft.variables,
  }
}

function placeOf(draft: RedisDraft, fields: Assembly): Partial<RedisConfig> | undefined {
  const { mode, url, addresses } = draft
  const [address] = addresses
  if (url !== undefined && (mode === 'single' || addresses.length === 0 || isInUrl(draft))) return { url }
  const index = knownText(draft.database) ?? ''
  const database = /^\d+$/.test(index) && index !== '0' ? { database: Number(index) } : {}
  if (mode === 'single') {
    if (address === undefined) return undefined
    const port = fields.port(firstPart(address.port, draft.port), 'port')
    return defined({ host: fields.text(address.host, 'host'), port, ...database })
  }
  const nodes = addresses.flatMap((each) => {
    const host = written(each.host)
    return 'text' in host ? [addressText({ host: host.text, port: portIn(draft, each) })] : []
  })
  if (nodes.length === 0) return undefined
  if (mode === 'cluster') return { cluster: { nodes } }
  const master = fields.text(draft.master, 'sentinel.master')
  if (master === undefined) return undefined
  const login = defined({
    username: fields.text(draft.sentinelUsername, 'sentinel.username'),
    password: isSet(draft.sentinelPassword) ? referenceOf(draft.sentinelPassword) : undefined,
  })
  return { sentinel: { nodes, master, ...login }, ...database }
}

/** Whether all of the place stands in the URL, and nothing in a variable beside it. */
function isInUrl({ addresses, urlReference }: RedisDraft): boolean {
  return addresses.every(({ host }) => urlReference !== undefined && host.reference.startsWith(`${urlReference}#`))
}

/** Whether the URL already says it. */
function isInside({ reference }: Part, { url, urlReference }: RedisDraft): boolean {
  return url !== undefined && urlReference !== undefined && reference.startsWith(`${urlReference}#`)
}
