import type { RedisAddress, RedisSettings } from '../clients/redis/settings.ts'
import { parseAddress } from './address.ts'
import { type Context, placeKey } from './context.ts'
import { parseRedisUrl, type RedisPlace, type RedisUrl } from './redis-url.ts'
import type { RedisConfig } from './schema/redis.ts'
import { tlsOf } from './tls-settings.ts'
import type { Reach } from './ways.ts'

/** Where the Redis is; undefined as long as nobody can tell without running a command. */
export async function locateRedis(entry: RedisConfig, context: Context): Promise<RedisUrl | undefined> {
  if (entry.url === undefined) return partsOf(entry)
  const text = await context.references.peek(entry.url, `${context.place}.url`)
  return text === undefined ? undefined : parseRedisUrl(text, nameOf(entry.url, context))
}

/** Where a Redis listens: the server, its Sentinels, or the nodes it was given. */
export function redisAddresses(place: RedisPlace): readonly RedisAddress[] {
  if (place.mode === 'single') return [place.address]
  return place.mode === 'sentinel' ? place.sentinels : place.nodes
}

export function redisKey(found: RedisUrl | undefined, entry: RedisConfig, context: Context): string {
  if (found === undefined) return JSON.stringify(entry.url)
  const master = found.mode === 'sentinel' ? ` ${found.master}` : ''
  return (
    redisAddresses(found)
      .map((each) => placeKey(each, context))
      .toSorted()
      .join(',') + master
  )
}

export async function redisSettings(entry: RedisConfig, context: Context, reach: Reach): Promise<RedisSettings> {
  const { references, place } = context
  const found = await resolved(entry, context)
  const own = entry.password && (await references.secret(entry.password, `${place}.password`))
  const password = found.password ?? own
  const username = found.username ?? entry.username
  const tls = await tlsOf(entry.tls, found.tls, `${place}.tls`, references)
  return {
    ...(username && { username }),
    ...(password && { password }),
    database: entry.database ?? found.database,
    ...(tls && { tls }),
    dial: reach.dial,
    ...placeOf(found),
    ...(await sentinelLogin(entry, context)),
  }
}

function placeOf(found: RedisUrl): RedisPlace {
  if (found.mode === 'single') return { mode: 'single', address: found.address }
  if (found.mode === 'cluster') return { mode: 'cluster', nodes: found.nodes }
  return { mode: 'sentinel', sentinels: found.sentinels, master: found.master }
}

async function sentinelLogin({ sentinel }: RedisConfig, { place, references }: Context) {
  const password = sentinel?.password && (await references.secret(sentinel.password, `${place}.sentinel.password`))
  return {
    ...(sentinel?.username && { sentinelUsername: sentinel.username }),
    ...(password && { sentinelPassword: password }),
  }
}

async function resolved(entry: RedisConfig, context: Context): Promise<RedisUrl> {
  if (entry.url === undefined) return partsOf(entry)
  return parseRedisUrl(await context.references.text(entry.url, `${context.place}.url`), nameOf(entry.url, context))
}

function partsOf({ host = 'localhost', port, database = 0, sentinel, cluster }: RedisConfig): RedisUrl {
  const base = { database, tls: false, native: false }
  if (sentinel) {
    return { ...base, mode: 'sentinel', sentinels: addresses(sentinel.nodes, 26_379), master: sentinel.master }
  }
  if (cluster) return { ...base, mode: 'cluster', nodes: addresses(cluster.nodes, 6379) }
  return { ...base, mode: 'single', address: { host, port: host.startsWith('/') ? 0 : (port ?? 6379) } }
}

function addresses(nodes: readonly string[], defaultPort: number): readonly RedisAddress[] {
  return nodes.flatMap((node) => parseAddress(node, defaultPort) ?? [])
}

function nameOf(url: NonNullable<RedisConfig['url']>, { place, references }: Context): string {
  return references.nameOf(url, `${place}.url`)
}
