import type { Handles } from '../core/topology.ts'
import { addressText } from './address.ts'
import { type Context, entriesOf } from './context.ts'
import type { Part } from './part.ts'
import { locateRedis, redisAddresses, redisKey, redisSettings } from './redis-place.ts'
import type { RedisUrl } from './redis-url.ts'
import { parseReference } from './reference.ts'
import type { RedisConfig } from './schema/redis.ts'
import { reachOf } from './ways.ts'
import { written } from './written.ts'

export async function redisParts(
  config: RedisConfig | RedisConfig[] | undefined,
  context: Context,
): Promise<readonly Part[]> {
  return Promise.all(entriesOf(config, context).map((each) => redisPart(each.entry, each.context, each.suffix)))
}

async function redisPart(entry: RedisConfig, context: Context, suffix: string): Promise<Part> {
  const found = await locateRedis(entry, context)
  const addresses = found === undefined ? [] : redisAddresses(found).map(addressText)
  const reach = reachOf(entry.via ?? context.via, context.forward)
  return {
    key: `redis ${redisKey(found, entry, context)}`,
    system: 'redis',
    kind: 'server',
    name: entry.name ?? `${context.service}-redis${suffix}`,
    named: entry.name !== undefined,
    dependsOn: [],
    addresses,
    handles: handlesOf(entry, found),
    connect: (target) => [
      {
        system: 'redis',
        target,
        ...(reach.notDialled && { notDialled: reach.notDialled }),
        written: {
          ...written({ url: entry.url, password: entry.password }),
          ...(addresses.length > 0 && { address: addresses.join(', ') }),
          via: reach.words,
        },
        settings: () => redisSettings(entry, context, reach),
      },
    ],
  }
}

/** redis-cli by the variable, so that no password is printed, else by host and port. Which server Sentinels name is not known beforehand. */
function handlesOf(entry: RedisConfig, found: RedisUrl | undefined): Handles {
  const reference = entry.url === undefined ? undefined : parseReference(entry.url)
  if (reference?.kind === 'env' && (found === undefined || found.native)) {
    return { client: ['redis-cli', '-u', `$${reference.name}`] }
  }
  if (found === undefined || found.mode === 'sentinel') return {}
  const [address] = redisAddresses(found)
  if (address === undefined) return {}
  const { host, port } = address
  const where = host.startsWith('/') ? ['-s', host] : ['-h', host, '-p', String(port)]
  const cluster = found.mode === 'cluster' ? ['-c'] : []
  return { client: ['redis-cli', ...cluster, ...where, ...tlsWords(entry, found), ...loginWords(entry, found)] }
}

function tlsWords(entry: RedisConfig, found: RedisUrl): readonly string[] {
  return (entry.tls ?? found.tls) === false ? [] : ['--tls']
}

function loginWords(entry: RedisConfig, found: RedisUrl): readonly string[] {
  const username = found.username ?? entry.username
  const password = entry.password === undefined ? undefined : parseReference(entry.password)
  return [
    ...(username === undefined ? [] : ['--user', username]),
    ...(password?.kind === 'env' ? ['--no-auth-warning', '-a', `$${password.name}`] : []),
  ]
}
