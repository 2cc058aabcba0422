import { splitHosts } from './connection-url.ts'
import type { Found } from './dependencies.ts'
import { isInPod } from './host.ts'

/**
 * A dependency with the fields that stand in Secrets put in as text, as drivers need them: for use in memory, never to be written down.
 * `values` holds them by their references; undefined where one is missing or cannot be used.
 */
export function fillFields<Item extends Found<object>>(
  item: Item,
  values: ReadonlyMap<string, string>,
): Item | undefined {
  const config = structuredClone(item.config)
  for (const [path, reference] of Object.entries(item.secretFields)) {
    const names = path.split('.')
    const field = names.pop() ?? ''
    const owner = names.reduce(inside, config)
    const text = values.get(reference)?.trim()
    if (text === undefined || text === '' || owner === undefined) return undefined
    if (field === 'host') putHost(owner, reference, text)
    else if (field !== 'port') Reflect.set(owner, field, text)
    else if (/^\d{1,5}$/.test(text)) Reflect.set(owner, field, Number(text))
    else return undefined
  }
  const host: unknown = Reflect.get(config, 'host')
  const hosts = typeof host === 'string' ? [host] : item.hosts
  return { ...item, config, hosts, secretFields: {}, inPod: item.inPod || hosts.some(isInPod) }
}

function inside(object: object | undefined, name: string): object | undefined {
  const inner: unknown = object && Reflect.get(object, name)
  return typeof inner === 'object' && inner !== null ? inner : undefined
}

/** What is called a host may be a URL, or hold a port too. */
function putHost(owner: object, reference: string, text: string): void {
  if (/^\w[\w+.-]*:\/\//.test(text)) {
    Reflect.deleteProperty(owner, 'host')
    Reflect.set(owner, 'url', reference)
    return
  }
  const [{ host, port } = { host: text, port: '' }] = splitHosts(text)
  Reflect.set(owner, 'host', host)
  if (/^\d{1,5}$/.test(port)) Reflect.set(owner, 'port', Number(port))
}
