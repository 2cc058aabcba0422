import type { ConnectionText } from './connection.ts'
import { splitHosts } from './connection-url.ts'
import type { System } from './systems.ts'

/** Reads what is not a URL: libpq's `host=… dbname=…`, and .NET's `Host=…;Database=…`. */
export function keywordConnection(text: string): ConnectionText | undefined {
  return dotNet(text) ?? libpq(text)
}

// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE
function libpq(text: string): ConnectionText | undefined {
  const words = [...text.matchAll(/([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/g)]
  const keys = new Map(
    words.map(([, key = '', quoted, bare = '']) => [key, quoted?.replace(/\\(.)/g, '$1') ?? bare] as const),
  )
  const host = keys.get('host') ?? keys.get('hostaddr')
  if (!host || !(keys.has('dbname') || keys.has('user'))) return undefined
  return {
    ...{ system: 'postgres', scheme: '', query: keys },
    hosts: withPort(host, keys.get('port')),
    user: keys.get('user') ?? '',
    password: keys.get('password') ?? '',
    database: keys.get('dbname') ?? '',
  }
}

// https://www.npgsql.org/doc/connection-string-parameters.html and the words of older drivers.
function dotNet(text: string): ConnectionText | undefined {
  if (/^[a-z][\w+.:-]*:\/\//i.test(text) || !text.includes('=')) return undefined
  const pairs = text.split(';').flatMap((pair) => {
    const [, key, value = ''] = /^\s*([\w ]+?)\s*=\s*(.*?)\s*$/s.exec(pair) ?? []
    return key === undefined ? [] : [[key.toLowerCase().replaceAll(' ', ''), unquoted(value)] as const]
  })
  const keys = new Map(pairs)
  const host = first(keys, ['host', 'server', 'datasource'])
  if (keys.size < 2 || !host) return undefined
  return {
    ...{ system: systemOf(keys), scheme: '', query: keys },
    hosts: withPort(host.replace(/^tcp:/, '').replace(/\\.*$/, ''), keys.get('port')),
    user: first(keys, ['username', 'userid', 'user', 'uid']) ?? '',
    password: first(keys, ['password', 'pwd']) ?? '',
    database: first(keys, ['database', 'db', 'initialcatalog']) ?? '',
  }
}

const sqlServerWords = [
  'initialcatalog',
  'trustedconnection',
  'trusted_connection',
  'integratedsecurity',
  'multipleactiveresultsets',
  'encrypt',
] as const

function systemOf(keys: ReadonlyMap<string, string>): System {
  const port = keys.get('port')
  if (sqlServerWords.some((key) => keys.has(key)) || /^tcp:|,1433$/.test(keys.get('server') ?? '')) return 'sqlserver'
  if (port === '3306' || keys.has('allowpublickeyretrieval') || keys.has('allowuservariables')) return 'mysql'
  if (keys.has('host') || port === '5432' || port === '6432') return 'postgres'
  return keys.has('datasource') ? 'sqlserver' : 'sql'
}

function withPort(hosts: string, port = ''): ConnectionText['hosts'] {
  const ports = port.split(',')
  return splitHosts(hosts).map((each, index) => ({
    host: each.host,
    port: each.port || (ports[index] ?? ports[0] ?? ''),
  }))
}

function first(keys: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => keys.get(name)).find((value) => value !== undefined)
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2')
}
