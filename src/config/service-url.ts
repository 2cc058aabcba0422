import { OperatorError } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import type { Address } from './address.ts'

export interface ServiceUrl {
  /** Without credentials. */
  readonly url: string
  readonly address: Address
  /** Basic authorization, where the URL held a login. */
  readonly authorization?: Secret
}

/** Reads the URL of a service. `place` names it in errors, which never hold the URL. */
export function parseServiceUrl(text: string, place: string): ServiceUrl {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new OperatorError(`${place} is not a URL of HTTP`, { hint: 'write https://host:port', exit: 'usage' })
  }
  const login = url.username === '' ? undefined : basic(url)
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return {
    url: url.href.replace(/\/$/, ''),
    address: { host: url.hostname.replace(/^\[|\]$/g, ''), port },
    ...(login && { authorization: login }),
  }
}

function basic({ username, password }: URL): Secret {
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return new Secret(`Basic ${Buffer.from(login).toString('base64')}`)
}
