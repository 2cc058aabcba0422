import type { Reply } from '../../clients/redis/client.ts'
import { mask } from '../../core/mask.ts'
import { serverClock } from './info.ts'
import { definePerNode } from './per-node.ts'

export interface Slowlog {
  /** The newest 128, newest first. */
  readonly entries: readonly SlowEntry[]
}

/** One slow command without its arguments: keys hold names and tokens of people. */
export interface SlowEntry {
  readonly id: number
  readonly ageMs: number
  readonly tookMs: number
  readonly command: string
  /** The literal start of its key: `session:…`; null where there is none to show. */
  readonly key: string | null
  readonly from: string
  readonly client: string
}

export const slowlog = definePerNode<Slowlog>({
  id: 'redis.slowlog',
  collect: async (node) => {
    const reply = await node.ask('slowlog')
    const now = await serverClock(node)
    return { entries: listOf(reply).map((entry) => entryOf(listOf(entry), now)) }
  },
})

/** What stalls everybody for its whole length and never belongs on a busy server. */
export function walksEverything(command: string): boolean {
  return ['keys', 'flushall', 'flushdb', 'smembers', 'hgetall', 'sort', 'debug', 'eval', 'evalsha', 'fcall'].includes(
    command,
  )
}

/** The start of a key up to its first separator, without anything that tells one person from another. */
export function keyShape(key: string): string | null {
  const [, prefix] = /^([A-Za-z][A-Za-z_-]{1,23})[:/|]/.exec(key) ?? []
  return prefix === undefined ? null : mask(`${prefix}:…`)
}

function entryOf([id, at, micros, args, address, name]: readonly Reply[], now: number): SlowEntry {
  const [verb = '', first = ''] = listOf(args ?? null).map(String)
  const command = verb.toLowerCase()
  const subcommand = containers.has(command) ? ` ${first.toLowerCase()}` : ''
  return {
    id: Number(id),
    ageMs: Math.max(0, now - Number(at) * 1000),
    tookMs: Number(micros) / 1000,
    command: `${command}${subcommand}`,
    key: subcommand === '' && !keyless.has(command) ? keyShape(first) : null,
    from: String(address ?? '').replace(/:\d+$/, ''),
    client: mask(String(name ?? '')),
  }
}

const containers = new Set([
  'config',
  'client',
  'cluster',
  'debug',
  'slowlog',
  'latency',
  'memory',
  'object',
  'acl',
  'script',
  'function',
  'xgroup',
  'xinfo',
])
const keyless = new Set(['eval', 'evalsha', 'fcall', 'auth', 'hello', 'publish', 'scan'])

function listOf(reply: Reply): readonly Reply[] {
  return typeof reply === 'object' && reply !== null ? reply : []
}
