import { BlockList, isIP, isIPv6 } from 'node:net'
import { OperatorError } from '../../core/errors.ts'
import type { ProcessEnvironment } from './settings.ts'

/** The proxy on the way to the API server: of the kubeconfig, else of the environment as kubectl reads it. Null: none. */
export function proxyOf(configured: string | null, server: URL, environment: ProcessEnvironment): URL | null {
  if (configured) return usable(configured, 'proxy-url of the kubeconfig')
  if (isLoopback(server.hostname) || isExempt(server, variable(environment, 'NO_PROXY'))) return null
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const found = variable(environment, name)
  return found ? usable(found.includes('://') ? found : `http://${found}`, name) : null
}

const protocols = ['http:', 'https:', 'socks5:', 'socks5h:']

/** The address may hold a password, so it is not quoted. */
function usable(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && protocols.includes(url.protocol)) return url
  throw new OperatorError(`${where} is no proxy that can be used`, {
    hint: 'write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT',
  })
}

function variable(environment: ProcessEnvironment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || ''
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]'
}

/** A host, a domain with what is below it, `*`, each with an optional port; and networks, for the address of a server. */
function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = server.port || (server.protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter(Boolean)
    .some((each) => each === '*' || matchesName(each, host, port) || isInNetwork(each, host))
}

function matchesName(entry: string, host: string, port: string): boolean {
  const [, name = entry, only] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? []
  if (only !== undefined && only !== port) return false
  const domain = name.replace(/^\*?\./, '')
  return host === domain || host.endsWith(`.${domain}`)
}

function isInNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  if (isIP(host) === 0 || isIP(network) !== isIP(host) || !/^\d+$/.test(bits)) return false
  const family = isIPv6(host) ? 'ipv6' : 'ipv4'
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}
