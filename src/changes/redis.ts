import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import type { Earlier, Sighting } from '../core/look.ts'
import { part } from '../core/target.ts'
import { configuration, type SettingName } from '../facts/redis/configuration.ts'
import { keyspace } from '../facts/redis/keyspace.ts'
import { type PerNode, pairNodes } from '../facts/redis/per-node.ts'
import { replication } from '../facts/redis/replication.ts'
import { server } from '../facts/redis/server.ts'
import { intervalOf, stats } from '../facts/redis/stats.ts'

// An empty or small store loses most of its keys in the normal course of things.
const KEYS_WORTH_MISSING = 1000

const restarts = defineChanges({
  id: 'redis.restart',
  reads: server,
  observe: (seen) =>
    seen.value.nodes.map(({ address, value }) => ({
      ...where(seen, address),
      at: Math.round(seen.at - value.uptimeMs),
      kind: 'restart',
      summary: `Redis ${address} started (version ${value.version})`,
    })),
})

const failovers = defineChanges({
  id: 'redis.failover',
  reads: server,
  observe: (seen) =>
    sameServers(seen.value, seen.earlier).flatMap(({ address, now, before }) =>
      now.role === before.role
        ? []
        : [
            {
              ...where(seen, address),
              at: between(seen),
              kind: 'failover',
              summary: `Redis ${address} became ${now.role}, it was ${before.role}`,
            },
          ],
    ),
})

const lineages = defineChanges({
  id: 'redis.lineage',
  reads: replication,
  observe: (seen) =>
    sameServers(seen.value, seen.earlier).flatMap(({ address, now, before }) =>
      now.following === null || before.following === null || now.following.master === before.following.master
        ? []
        : [
            {
              ...where(seen, address),
              at: between(seen),
              kind: 'failover',
              summary: `Redis ${address} follows ${now.following.master}, it followed ${before.following.master}`,
            },
          ],
    ),
})

const flushes = defineChanges({
  id: 'redis.flush',
  reads: stats,
  observe: (seen) =>
    pairNodes(seen.value, seen.earlier).flatMap((node) => {
      const flushed = intervalOf(node)?.flushes ?? 0
      if (flushed <= 0) return []
      const summary = `Redis ${node.address} was emptied (FLUSHALL or FLUSHDB, ${flushed} times)`
      return [{ ...where(seen, node.address), at: between(seen), kind: 'flush', summary }]
    }),
})

const lostKeys = defineChanges({
  id: 'redis.keys-gone',
  reads: keyspace,
  observe: (seen) =>
    sameServers(seen.value, seen.earlier).flatMap(({ address, now, before }) =>
      before.keys < KEYS_WORTH_MISSING || now.keys > before.keys / 2
        ? []
        : [
            {
              ...where(seen, address),
              at: between(seen),
              kind: 'flush',
              summary: `Redis ${address} holds ${now.keys} keys, it held ${before.keys}`,
            },
          ],
    ),
})

const settings = defineChanges({
  id: 'redis.configuration',
  reads: configuration,
  observe: (seen) =>
    sameServers(seen.value, seen.earlier).flatMap(({ address, now, before }) =>
      changed(now.settings ?? {}, before.settings ?? {}).map((summary) => ({
        ...where(seen, address),
        at: between(seen),
        kind: 'configuration',
        summary: `Redis ${address}: ${summary}`,
      })),
    ),
})

/** What became different about Redis. Only a restart tells its time by itself; the rest shows between two looks. */
export const redisChanges: readonly ChangeReading[] = [restarts, failovers, lineages, flushes, lostKeys, settings]

type Settings = Readonly<Partial<Record<SettingName, string | null>>>

function changed(now: Settings, before: Settings): readonly string[] {
  return Object.entries(now).flatMap(([name, value]) => {
    const was = Object.entries(before).find(([other]) => other === name)?.[1]
    const known = value !== null && was !== null && was !== undefined
    return known && value !== was ? [`${name} ${was} -> ${value}`] : []
  })
}

/** The same addresses in both looks, whether or not the process is the same. */
function sameServers<Value>(now: PerNode<Value>, earlier: Earlier<PerNode<Value>> | undefined) {
  return now.nodes.flatMap(({ address, value }) => {
    const before = earlier?.value.nodes.find((node) => node.address === address)
    return before === undefined ? [] : [{ address, now: value, before: before.value }]
  })
}

/** No later than now and no earlier than the look before: the start of the interval, so that it precedes what it caused. */
function between({ at, earlier }: Sighting<unknown>): number {
  return at - (earlier?.elapsedMs ?? 0)
}

function where({ value, target }: Sighting<PerNode<unknown>>, address: string): Pick<ChangeDraft, 'target'> {
  return value.nodes.length + value.unasked.length > 1 ? { target: part(target, 'server', { address }) } : {}
}
