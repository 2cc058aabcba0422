import { parseRedisUrl } from '../../config/redis-url.ts'
import type { Block } from './blocks.ts'
import type { Connection, Part } from './connection.ts'
import { addressesOf, firstPart, isSet, isUsable, knownText, noPart, partOf, portOf, switchOf } from './parts.ts'
import type { RedisField } from './redis-names.ts'
import { type RedisPlace, redisPlace } from './redis-place.ts'
import { stackExchange } from './stack-exchange.ts'
import { systemOfKind, systemOfPort, systemOfWord } from './systems.ts'
import { soleSecret } from './value.ts'

/** One Redis, before what belongs together is put together. */
export interface RedisDraft extends RedisPlace {
  readonly url: string | undefined
  /** Where the URL stands: parts that refer into it are in it already. */
  readonly urlReference: string | undefined
  /** Where the addresses give none. */
  readonly port: Part
  readonly username: Part
  readonly password: Part
  readonly sentinelUsername: Part
  readonly sentinelPassword: Part
  readonly tls: boolean | undefined
  readonly isAssumed: boolean
  /** Something in a host is left to be replaced. */
  readonly isUnreadable: boolean
  readonly variables: readonly string[]
}

/** What a block says of a Redis; undefined where nothing says that it is one. */
export function redisDraft(block: Block<RedisField>): RedisDraft | undefined {
  const { prefix, fields, connection } = withStackExchange(block)
  const field = (name: RedisField) => partOf(fields.get(name))
  const url = fields.get('url')
  const isNamed = connection !== undefined || prefix.some((word) => systemOfWord(word) === 'redis')
  if ((!isNamed && url === undefined && !isTold(fields)) || switchOf(fields.get('isEnabled')) === false)
    return undefined
  const written = redisPlace(fields, connection)
  const place = { ...written, addresses: written.addresses.filter(isUsable) }
  const { user, password } = connection ?? { user: noPart, password: noPart }
  return {
    ...place,
    isUnreadable: place.addresses.length < written.addresses.length,
    url: connection === undefined ? url && soleSecret(url.value)?.reference : wholeUrl(connection),
    urlReference: url && (soleSecret(url.value)?.reference ?? url.reference),
    port: field(place.mode === 'sentinel' ? 'sentinelPort' : 'port'),
    username: firstPart(user, field('username')),
    password: firstPart(password, passwordOf(field('password'))),
    sentinelUsername: field('sentinelUsername'),
    sentinelPassword: field('sentinelPassword'),
    tls: /^(rediss|valkeys)/.test(connection?.scheme ?? '') || switchOf(fields.get('tls')) || undefined,
    isAssumed: !isNamed && !isTold(fields),
    variables: [...fields].filter(([name]) => name !== 'kind' && name !== 'isEnabled').map(([, { name }]) => name),
  }
}

/** What one draft leaves open, from another that has no place of its own, or the same. */
export function fillRedis(draft: RedisDraft, from: RedisDraft): RedisDraft {
  return {
    ...draft,
    port: firstPart(draft.port, from.port),
    master: firstPart(draft.master, from.master),
    username: firstPart(draft.username, from.username),
    password: firstPart(draft.password, from.password),
    tls: draft.tls ?? from.tls,
    isAssumed: draft.isAssumed && from.isAssumed,
    variables: [...new Set([...draft.variables, ...from.variables])],
  }
}

/** A URL stays whole where configuration can read it, and nothing beside it says where the Redis is. */
function wholeUrl({ content, whole, hosts }: Connection): string | undefined {
  if (!hosts.every(isUsable)) return undefined
  try {
    parseRedisUrl(content, '')
    return whole
  } catch {
    return undefined
  }
}

/** A cache that says it is a Redis: by its kind, its port or its host. */
function isTold(fields: Block<RedisField>['fields']): boolean {
  if (systemOfKind(knownText(partOf(fields.get('kind'))) ?? '') === 'redis') return true
  const [address] = addressesOf(fields.get('host'))
  const port = portOf(firstPart(...(address ? [address.port] : []), partOf(fields.get('port'))))
  if (port !== undefined && systemOfPort(port) === 'redis') return true
  return systemOfKind((address && knownText(address.host)) ?? '') === 'redis'
}

/** Laravel writes `null` for none; some write a switch. */
function passwordOf(part: Part): Part {
  return isSet(part) && /^(null|none|true|false)$/i.test(knownText(part) ?? '') ? noPart : part
}

/** .NET writes all of it into one text: its parts become fields. */
function withStackExchange(block: Block<RedisField>): Block<RedisField> {
  const setting = block.fields.get('url') ?? block.fields.get('host')
  const parts = block.connection === undefined && setting ? stackExchange(setting) : undefined
  return parts === undefined ? block : { ...block, fields: new Map([...block.fields, ...parts]) }
}
