import type { RedisNode } from '../../clients/redis/client.ts'
import { mask } from '../../core/mask.ts'
import { infoOf } from './info.ts'
import { definePerNode } from './per-node.ts'
import { permitted } from './permitted.ts'

export interface Clients {
  readonly connected: number
  readonly blocked: number
  /** Null before 6.2 without the right to CONFIG GET. */
  readonly limit: number | null
  /** The ten largest, ours left out; null where CLIENT LIST is not allowed or would be too long. */
  readonly groups: readonly ClientGroup[] | null
}

/** Connections that one application opened from one machine. */
export interface ClientGroup {
  readonly name: string
  /** The address without the port. */
  readonly from: string
  readonly user: string
  readonly connections: number
  /** Connections that sent nothing for five minutes. */
  readonly idle: number
  readonly longestIdleMs: number
  readonly outputBytes: number
  readonly lastCommands: readonly string[]
}

// A line is about 350 bytes: beyond this the list itself would be a burden for a server in trouble.
const MOST_LISTED = 20_000
const LARGEST = 10
const IDLE_SECONDS = 300

export const clients = definePerNode<Clients>({
  id: 'redis.clients',
  collect: async (node) => {
    const info = await infoOf(node)
    const connected = info.count('connected_clients')
    const listed = connected <= MOST_LISTED ? await permitted(node.ask('clients')) : null
    return {
      connected,
      blocked: info.count('blocked_clients'),
      limit: info.number('maxclients') ?? (await configuredLimit(node)),
      groups: listed === null ? null : groupClients(String(listed)),
    }
  },
})

/** Groups the lines of CLIENT LIST by name, machine and user. */
export function groupClients(list: string): readonly ClientGroup[] {
  const lines = list.split('\n').flatMap((line) => (line.trim() === '' ? [] : [fieldsOf(line)]))
  const others = lines.filter((fields) => fields.name !== 'usrops' && !/[SM]/.test(fields.flags ?? ''))
  const groups = Map.groupBy(others, (fields) => `${fields.name} ${hostOf(fields.addr)} ${fields.user}`)
  return [...groups.values()]
    .map(groupOf)
    .toSorted((left, right) => right.connections - left.connections)
    .slice(0, LARGEST)
}

type Fields = Readonly<Record<string, string>>

function groupOf(members: readonly Fields[]): ClientGroup {
  const idle = members.map((fields) => Number(fields.idle ?? 0))
  const [first = {}] = members
  return {
    name: mask(first.name ?? ''),
    from: hostOf(first.addr),
    user: mask(first.user ?? 'default'),
    connections: members.length,
    idle: idle.filter((seconds) => seconds > IDLE_SECONDS).length,
    longestIdleMs: Math.max(...idle) * 1000,
    outputBytes: members.reduce((sum, fields) => sum + Number(fields.omem ?? 0), 0),
    lastCommands: [...new Set(members.map((fields) => fields.cmd ?? ''))].filter((cmd) => cmd !== '').slice(0, 5),
  }
}

function fieldsOf(line: string): Fields {
  return Object.fromEntries(
    line
      .trim()
      .split(' ')
      .map((pair) => {
        const equals = pair.indexOf('=')
        return [pair.slice(0, equals), pair.slice(equals + 1)]
      }),
  )
}

function hostOf(address: string | undefined): string {
  return (address ?? '').replace(/:\d+$/, '')
}

async function configuredLimit(node: RedisNode): Promise<number | null> {
  const reply = await permitted(node.ask('configuration', 'maxclients'))
  return Array.isArray(reply) && reply.length === 2 ? Number(reply[1]) : null
}

/** Who holds most connections, for a summary: `; user-service from 10.0.0.7 holds 80, 76 of them idle`. */
export function largestText({ groups }: Clients): string {
  const [first] = groups ?? []
  if (first === undefined) return ''
  const who = first.name === '' ? 'a client without a name' : first.name
  const idle = first.idle === 0 ? '' : `, ${first.idle} of them idle for over ${IDLE_SECONDS / 60} min`
  return `; ${who} from ${first.from} holds ${first.connections}${idle}`
}
