/** The parts of `scheme://user:password@hosts/path?query`, decoded. */
export interface UrlParts {
  readonly scheme: string
  readonly user?: string
  readonly password?: string
  /** Not decoded and not split: may hold several hosts. */
  readonly hosts: string
  readonly path: string
  readonly query: ReadonlyMap<string, string>
}

/**
 * Reads a connection URL as its drivers do rather than as browsers do: several hosts, no host, and `#`, `@` or a stray `%` in a password are all found in the wild.
 * Undefined where there is no `scheme://`.
 */
export function urlParts(text: string): UrlParts | undefined {
  const match = /^([a-z][a-z0-9+.-]*(?::[a-z][a-z0-9+.-]*)?):\/\/([^?]*)(?:\?([\s\S]*))?$/i.exec(text.trim())
  if (match === null) return undefined
  const [, scheme = '', rest = '', query = ''] = match
  // A password may hold `@` and `/`: what stands before the last `@` ahead of the last path is the login.
  const at = rest.lastIndexOf('@')
  const login = at < 0 ? undefined : rest.slice(0, at)
  const [, hosts = '', path = ''] = /^(\[[^\]]*\][^/]*|[^/]*)(?:\/([\s\S]*))?$/.exec(rest.slice(at + 1)) ?? []
  const [user, password] = login === undefined ? [] : splitLogin(login)
  return {
    scheme: scheme.toLowerCase(),
    ...(user !== undefined && user !== '' && { user }),
    ...(password !== undefined && password !== '' && { password }),
    hosts,
    path: decode(path),
    query: new Map(
      query
        .split('&')
        .filter((pair) => pair !== '')
        .map(splitPair),
    ),
  }
}

function splitLogin(login: string): readonly [string, string | undefined] {
  const colon = login.indexOf(':')
  return colon < 0 ? [decode(login), undefined] : [decode(login.slice(0, colon)), decode(login.slice(colon + 1))]
}

function splitPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=')
  return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
}

/** A `%` that starts no escape is itself: drivers accept such passwords. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes)
      } catch {
        return escapes
      }
    })
  }
}
