import type { Kind, ListScope, LogOptions } from './client.ts'

/** The part of the API that serves a group: its discovery document. */
export function groupPath(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`
}

/** One object, or all of a kind. */
export function resourcePath(
  { group, version, resource, namespaced }: Pick<Kind<unknown>, 'group' | 'version' | 'resource' | 'namespaced'>,
  namespace: string | null,
  ...rest: readonly string[]
): string {
  const inside = namespaced && namespace !== null ? ['namespaces', namespace] : []
  return [groupPath(group, version), ...[...inside, resource, ...rest].map(encodeURIComponent)].join('/')
}

export function selectors({ labelSelector, fieldSelector }: ListScope): Readonly<Record<string, string>> {
  return { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) }
}

export function logPath(pod: { namespace: string; name: string }, options: LogOptions): string {
  const { container, previous, tailLines, sinceSeconds, limitBytes } = options
  const numbers = Object.entries({ tailLines, sinceSeconds, limitBytes }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const query = { container, timestamps: 'true', ...(previous && { previous: 'true' }), ...Object.fromEntries(numbers) }
  return `${resourcePath(pods, pod.namespace, pod.name, 'log')}?${new URLSearchParams(query)}`
}

/** How an object or a list is to be sent; the API can leave out all but the metadata. */
export function acceptOf({ metadataOnly }: Kind<unknown>, form: '' | 'List'): string {
  return metadataOnly ? `application/json;as=PartialObjectMetadata${form};g=meta.k8s.io;v=v1` : 'application/json'
}

/** The kind of the objects that hold containers, as far as a path needs it. */
export const pods = { group: '', version: 'v1', resource: 'pods', namespaced: true } as const
