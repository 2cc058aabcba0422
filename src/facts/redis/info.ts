import type { RedisNode } from '../../clients/redis/client.ts'

/** The fields of INFO; those a version does not have are null. */
export interface Info {
  text(field: string): string | null
  number(field: string): number | null
  /** For counters and sizes that every version has. */
  count(field: string): number
  /** Fields of one family (`cmdstat_`, `errorstat_`, `db`, `slave`), by the rest of their name, each as a record. */
  family(prefix: RegExp): ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** INFO of a node: asked once however many facts read it. */
export async function infoOf(node: RedisNode): Promise<Info> {
  return parseInfo(String(await node.ask('info')))
}

export function parseInfo(text: string): Info {
  const fields = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':')
      return line.startsWith('#') || colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const]
    }),
  )
  const number = (field: string) => {
    const value = fields.get(field)
    return value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value)
  }
  return {
    text: (field) => fields.get(field) ?? null,
    number,
    count: (field) => number(field) ?? 0,
    family: (prefix) =>
      new Map(
        [...fields].flatMap(([name, value]) =>
          prefix.test(name) ? [[name.replace(prefix, ''), record(value)] as const] : [],
        ),
      ),
  }
}

/** The server's own clock in milliseconds since the epoch, to turn its time stamps into ages. */
export async function serverClock(node: RedisNode): Promise<number> {
  const micros = (await infoOf(node)).number('server_time_usec')
  if (micros !== null) return micros / 1000
  const reply = await node.ask('time')
  const [seconds, rest] = Array.isArray(reply) ? reply.map(Number) : []
  return (seconds ?? 0) * 1000 + (rest ?? 0) / 1000
}

function record(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value]
    }),
  )
}
