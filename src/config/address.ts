import { isIPv6 } from 'node:net'

/** Where something listens. A host that starts with `/` is a Unix socket: the folder for Postgres, the socket itself (port 0) for Redis. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** `host:port`, with brackets around IPv6; a socket is its path. */
export function addressText({ host, port }: Address): string {
  if (host.startsWith('/')) return host
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** One text for one place: the names of this machine are the same, as are upper and lower case. */
export function addressKey({ host, port }: Address): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  const local = name === '' || name === 'localhost' || name === '::1' || /^127\./.test(name)
  return addressText({ host: local ? 'localhost' : name, port })
}

/** Reads `host`, `host:port`, `[v6]:port` or a bare IPv6 address; undefined where it is none. */
export function parseAddress(text: string, defaultPort: number): Address | undefined {
  const trimmed = text.trim()
  const match = isIPv6(trimmed) ? [trimmed, trimmed] : /^(?:\[([^\]\s]+)\]|([^\s:[\]/@]+))(?::(\d+))?$/.exec(trimmed)
  if (match === null) return undefined
  const host = match[1] ?? match[2]
  const port = match[3] === undefined ? defaultPort : Number(match[3])
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}
