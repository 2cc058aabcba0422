import { decode, type UrlParts, urlParts } from '../../config/url-parts.ts'
import type { ConnectionText } from './connection.ts'
import { systemOfScheme } from './systems.ts'

/** Reads `scheme://…` of any system that is known, JDBC's and R2DBC's included. */
export function urlConnection(text: string): ConnectionText | undefined {
  // Celery lists Sentinels as several URLs.
  const [first = '', ...others] = text.trim().split(/;(?=\w+:\/\/)/)
  const [, scheme = '', rest] = /^((?:[a-z][\w+.-]*:)*[a-z][\w+.-]*):\/\/(.*)$/is.exec(first) ?? []
  const system = systemOfScheme(scheme)
  const parts = rest === undefined ? undefined : urlParts(`x://${rest}`)
  if (parts === undefined || system === undefined) return undefined
  const { query, path } = parts
  return {
    system,
    scheme: (scheme.toLowerCase().split(':').at(-1) ?? '').replaceAll('+', '-'),
    hosts: [parts, ...others.flatMap((each) => urlParts(each) ?? [])].flatMap(hostsOf),
    user: parts.user ?? query.get('user') ?? query.get('username') ?? '',
    password: parts.password ?? query.get('password') ?? '',
    database: path || (query.get('dbname') ?? query.get('database') ?? query.get('db') ?? ''),
    query,
  }
}

/** As libpq: a host of the query wins. */
function hostsOf({ hosts, query }: UrlParts): ConnectionText['hosts'] {
  const port = query.get('port') ?? ''
  // Go's drivers for MySQL write `tcp(host:3306)`.
  const written = decode(hosts).replace(/^\w+\((.*)\)$/, '$1')
  return splitHosts(query.get('host') || written || 'localhost').map((each) => ({
    host: each.host,
    port: each.port || port,
  }))
}

/** `h1:5432,h2`, `[::1]:6379`, `/var/run/socket`: hosts and ports as they are written. */
export function splitHosts(text: string): ConnectionText['hosts'] {
  return text
    .split(/[,;\s]+/)
    .filter((item) => item !== '')
    .map((item) => {
      if (item.startsWith('/')) return { host: item.replace(/:\d+$/, ''), port: /:(\d+)$/.exec(item)?.[1] ?? '' }
      const [, six, name = '', port = ''] = /^(?:\[([^\]]+)\]|([^:]*|[^:]*:[^:]*:.*))(?::([^:]*))?$/.exec(item) ?? []
      return { host: six ?? name, port }
    })
}
