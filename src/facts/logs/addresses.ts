import type { FailedSystem, RecordPlace } from './failure.ts'

interface Address {
  readonly host: string | null
  readonly port: number | null
}

/** What failed, as drivers write it: names before addresses, and the resolver's own address never. */
const addresses: readonly RegExp[] = [
  /(?:ENOTFOUND|EAI_AGAIN)\s+(?<host>[\w.-]+)/,
  /\blookup (?<host>[\w.-]+)(?: on [\w.:[\]]+)?:/,
  /could not translate host name "(?<host>[^"]+)"/,
  /UnknownHostException:\s+(?<host>[\w.-]+)/,
  /Error -\d+ connecting to (?<host>[\w.-]+):(?<port>\d+)/,
  /(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET)\s+(?<host>[\w.:-]+):(?<port>\d+)/,
  /dial tcp \[?(?<host>[\w.:-]+?)\]?:(?<port>\d+)/,
  /server at "(?<host>[^"]+)"(?: \([^)]*\))?, port (?<port>\d+)/,
  /running on host "(?<host>[^"]+)"[\s\S]{0,80}on port (?<port>\d+)/,
  /host=(?<host>[\w.-]+)(?:[^`]*\bport=(?<port>\d+))?/,
  /Connection to (?<host>[\w.-]+):(?<port>\d+) refused/i,
  /\((?<host>[\w.-]+)\/[\d.]+:(?<port>\d+)\)/,
  /(?:connecting|connection|connect|connected) to (?:node [\w-]+ \()?\[?(?<host>[\w.-]+)\]?(?:\/[^\s:]*)?:(?<port>\d+)/i,
  /\bbroker[:=]?\s*"?(?<host>[\w.-]+):(?<port>\d+)/i,
  /\bhttps?:\/\/(?:[^@\s/]*@)?(?<host>[\w.-]+)(?::(?<port>\d+))?/i,
  /ENOENT (?<host>\/\S*)\/\.s\.PGSQL\.(?<port>\d+)/,
]

export function addressIn(text: string): Address {
  for (const pattern of addresses) {
    const found = pattern.exec(text)?.groups
    if (found?.host === undefined) continue
    return { host: found.host, port: found.port === undefined ? null : Number(found.port) }
  }
  return { host: null, port: null }
}

/** The record a consumer speaks of: `users[0]@42`, `partition users-0 at offset 42`, or named fields. */
export function recordIn(text: string): RecordPlace | null {
  const short = /\b(?<topic>[\w.-]+)\[(?<partition>\d+)\]@(?<offset>\d+)/.exec(text)
  const java = /partition (?<topic>[\w.-]+)-(?<partition>\d+) at offset (?<offset>\d+)/.exec(text)
  const found = (short ?? java)?.groups
  const topic = found?.topic ?? /\btopic["']?\s*[:=]?\s*["']?(?<topic>[\w.-]+)/i.exec(text)?.groups?.topic ?? null
  const partition = found?.partition ?? /\bpartition["']?\s*[:=]?\s*["']?(\d+)/i.exec(text)?.[1] ?? null
  const offset = found?.offset ?? /\boffset["']?\s*[:=]?\s*["']?(\d+)/i.exec(text)?.[1] ?? null
  if (topic === null || (partition === null && offset === null)) return null
  return { topic, partition: numberOrNull(partition), offset: numberOrNull(offset) }
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text)
}

const words: readonly (readonly [FailedSystem, RegExp])[] = [
  ['kafka', /kafka|\bbrokers?\b|\bsarama\b/i],
  ['redis', /redis|\blettuce\b|\bjedis\b|\bcache\b/i],
  ['mongodb', /mongo/i],
  ['elasticsearch', /elastic|opensearch/i],
  ['pgbouncer', /pgbouncer/i],
  [
    'postgres',
    /postgres|psycopg|\bpq:|\bpgx\b|\.s\.PGSQL|PSQLException|hikari|jdbc|sqlalchemy|asyncpg|sqlstate|\bdatabase\b|\bschema\b/i,
  ],
]

/** https://www.iana.org/assignments/service-names-port-numbers; 6432 and 9092 by the projects' own defaults. */
const ports: Readonly<Record<number, FailedSystem>> = {
  5432: 'postgres',
  6432: 'pgbouncer',
  6379: 'redis',
  6380: 'redis',
  26379: 'redis',
  9092: 'kafka',
  9093: 'kafka',
  9094: 'kafka',
  27017: 'mongodb',
  9200: 'elasticsearch',
}

/** Which system a text is about: by its words, else by the port. */
export function systemIn(text: string, port: number | null): FailedSystem | null {
  const named = words.find(([, pattern]) => pattern.test(text))?.[0]
  return named ?? (port === null ? null : (ports[port] ?? null))
}
