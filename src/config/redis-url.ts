import type { RedisAddress } from '../clients/redis/settings.ts'
import { OperatorError } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { parseAddress } from './address.ts'
import { decode, type UrlParts, urlParts } from './url-parts.ts'

/** What a URL says of a Redis. */
export type RedisUrl = {
  readonly username?: string
  readonly password?: Secret
  readonly database: number
  readonly tls: boolean
  /** Whether redis-cli understands the same text. */
  readonly native: boolean
} & RedisPlace

export type RedisPlace =
  | { readonly mode: 'single'; readonly address: RedisAddress }
  | { readonly mode: 'sentinel'; readonly sentinels: readonly RedisAddress[]; readonly master: string }
  | { readonly mode: 'cluster'; readonly nodes: readonly RedisAddress[] }

const forms = 'redis://host:6379/0, rediss://…, redis+sentinel://host:26379,…/master/0 or unix:/path'

/** Reads the URL of a Redis as its clients write it. `place` names it in errors, which never hold the URL. */
export function parseRedisUrl(text: string, place: string): RedisUrl {
  const parts = urlParts(text.trim().replace(/^unix:\/?(?=\/)(?!\/\/)/, 'unix://'))
  if (parts === undefined) throw wrong(place, 'is not a URL', `write ${forms}`)
  const [, family, variant] = /^(redis|valkey|unix)(s|\+sentinel|-sentinel|\+cluster|\+unix)?$/.exec(parts.scheme) ?? []
  if (family === undefined) throw wrong(place, `is a URL of ${parts.scheme}://`, `write ${forms}`)
  const login = {
    ...(parts.user && { username: parts.user }),
    ...(parts.password && { password: new Secret(parts.password) }),
    tls: variant === 's',
    native: family === 'redis' && (variant === undefined || variant === 's') && parts.query.size === 0,
  }
  if (family === 'unix' || variant === '+unix') return { ...login, native: false, ...socket(parts, place) }
  if (variant === '+sentinel' || variant === '-sentinel') return { ...login, ...sentinel(parts, place) }
  if (variant === '+cluster') return { ...login, database: 0, mode: 'cluster', nodes: addresses(parts, 6379, place) }
  const [address, second] = addresses(parts, 6379, place)
  if (address === undefined || second !== undefined) {
    throw wrong(place, 'names several hosts', 'write cluster: { nodes: [host:6379, …] } or sentinel: { nodes, master }')
  }
  return { ...login, mode: 'single', address, database: databaseOf(parts.path || parts.query.get('db') || '0', place) }
}

function socket(parts: UrlParts, place: string): RedisPlace & { database: number } {
  const host = `/${[decode(parts.hosts), parts.path].filter(Boolean).join('/')}`.replace(/^\/+/, '/')
  const database = databaseOf(parts.query.get('db') ?? '0', place)
  return { mode: 'single', address: { host, port: 0 }, database }
}

/** `/master/0`, as redis-py and go-redis have it, or `/0#master`, as Lettuce has it. */
function sentinel(parts: UrlParts, place: string): RedisPlace & { database: number } {
  const [path = '', fragment] = parts.path.split('#')
  const segments = path.split('/').filter(Boolean)
  const named = fragment ?? parts.query.get('sentinelMasterId')
  const master = named ?? segments.find((segment) => !/^\d+$/.test(segment))
  if (!master) throw wrong(place, 'names no master', 'write redis+sentinel://host:26379,…/master/0')
  const database = databaseOf(segments.find((segment) => /^\d+$/.test(segment)) ?? '0', place)
  return { mode: 'sentinel', sentinels: addresses(parts, 26_379, place), master, database }
}

function addresses({ hosts }: UrlParts, defaultPort: number, place: string): readonly RedisAddress[] {
  return (decode(hosts) || 'localhost').split(',').map((text) => {
    const address = parseAddress(text, defaultPort)
    if (address === undefined) throw wrong(place, 'has no readable host and port', 'write host:port')
    return address
  })
}

function databaseOf(text: string, place: string): number {
  if (!/^\d{1,5}$/.test(text)) throw wrong(place, 'has a database that is no number', `write ${forms}`)
  return Number(text)
}

function wrong(place: string, state: string, hint: string): OperatorError {
  return new OperatorError(`${place} ${state}`, { hint, exit: 'usage' })
}
