import type { Reply } from '../../clients/redis/client.ts'
import { definePerNode } from './per-node.ts'
import { permitted } from './permitted.ts'

/** Settings that decide what trouble means; null as a whole where CONFIG GET is forbidden or hidden, as managed services do. */
export interface Configuration {
  readonly settings: Readonly<Partial<Record<SettingName, string | null>>> | null
}

const names = [
  'stop-writes-on-bgsave-error',
  'save',
  'appendonly',
  'maxmemory',
  'maxmemory-policy',
  'maxclients',
  'timeout',
  'slowlog-log-slower-than',
  'latency-monitor-threshold',
  'repl-backlog-size',
  'client-output-buffer-limit',
  'min-replicas-to-write',
] as const

export type SettingName = (typeof names)[number]

export const configuration = definePerNode<Configuration>({
  id: 'redis.configuration',
  collect: async (node) => {
    // One name a call: several at once are understood from 7.0 on.
    const replies = await Promise.all(names.map((name) => permitted(node.ask('configuration', name))))
    if (replies.every((reply) => reply === null)) return { settings: null }
    return { settings: Object.fromEntries(names.map((name, index) => [name, valueIn(replies[index])])) }
  },
})

/** Whether failing snapshots make the server refuse writes; null: not allowed to know. */
export function stopsWrites({ settings }: Configuration): boolean | null {
  const stops = settings?.['stop-writes-on-bgsave-error']
  if (stops === undefined || stops === null) return null
  return stops === 'yes' && settings?.save !== ''
}

function valueIn(reply: Reply | undefined): string | null {
  return Array.isArray(reply) && reply.length === 2 ? String(reply[1]) : null
}
