import { addressText, type ClusterLine, type RedisNode } from './client.ts'
import type { RedisAddress } from './settings.ts'

/** A line with its address in parts, for dialling. */
interface Member extends ClusterLine {
  readonly at: RedisAddress
}

/** The addresses of all nodes that these know and are not; none where they may not be asked. */
export async function unopenedNodes(nodes: readonly RedisNode[]): Promise<readonly RedisAddress[]> {
  const told = await Promise.all(nodes.map((node) => node.ask('clusterNodes').then(String, () => '')))
  const lines = told.flatMap(parseClusterNodes)
  const opened = new Set(lines.filter(({ flags }) => flags.includes('myself')).map(({ id }) => id))
  const others = new Map(
    lines.filter((line) => !opened.has(line.id) && hasAddress(line)).map((line) => [line.id, line]),
  )
  return [...others.values()].map(({ at }) => at)
}

/** Reads CLUSTER NODES: `<id> <ip:port@cport[,hostname]> <flags> <master> <ping> <pong> <epoch> <link> <slot>…`. */
export function parseClusterNodes(text: string): readonly Member[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id = '', address = '', flags = '', master = '-', , , , , ...slots] = line.trim().split(' ')
      const at = addressOf(address)
      return {
        id,
        at,
        address: addressText(at),
        flags: flags.split(','),
        masterId: master === '-' ? null : master,
        slots: slots.reduce((sum, range) => sum + slotsIn(range), 0),
      }
    })
}

function hasAddress({ flags, at }: Member): boolean {
  return at.host !== '' && !flags.includes('noaddr') && !flags.includes('handshake')
}

function addressOf(text: string): RedisAddress {
  const [endpoint = '', hostname = ''] = text.split(',')
  const [ipAndPort = ''] = endpoint.split('@')
  const colon = ipAndPort.lastIndexOf(':')
  const ip = ipAndPort.slice(0, colon).replace(/^\[|\]$/g, '')
  // Where a cluster announces host names (7.0) they are meant to be used: certificates and private networks know them. `shard-id=…` is none.
  const named = hostname !== '' && !hostname.includes('=')
  return { host: named ? hostname : ip, port: Number(ipAndPort.slice(colon + 1)) }
}

function slotsIn(range: string): number {
  if (range.startsWith('[')) return 0
  const [first = '', last = first] = range.split('-')
  return Number(last) - Number(first) + 1
}
