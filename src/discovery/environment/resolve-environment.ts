import type { ContainerSpec, EnvEntry, EnvFrom } from '../../facts/kubernetes/objects/pod-template.ts'
import type { ContainerPlace, EnvironmentEntry, EnvironmentObjects, Value } from './dependencies.ts'
import { expand } from './expand.ts'
import { isEmpty } from './value.ts'

/** What is needed to resolve one container. */
export interface ResolveWith {
  readonly place: ContainerPlace
  readonly objects: EnvironmentObjects
}

// What the API takes for the name of a variable; the kubelet leaves out the other keys of a ConfigMap.
const variableName = /^(?!\.{1,2}$)[-._A-Za-z][-._A-Za-z0-9]*$/

/**
 * The variables of a container as its process sees them: first `envFrom` in its order, then `env`, which overrides, with `$(NAME)` replaced by what was defined before it.
 * What could not be read is an entry that says so; what is optional and absent is no entry.
 */
export function resolveEnvironment(
  container: Pick<ContainerSpec, 'env' | 'envFrom'>,
  { place, objects }: ResolveWith,
): readonly EnvironmentEntry[] {
  const opaque: EnvironmentEntry[] = []
  const named = new Map<string, EnvironmentEntry>()
  for (const source of container.envFrom) {
    for (const entry of entriesFrom(source, place, objects)) {
      if (entry.name === '') opaque.push(entry)
      else named.set(entry.name, entry)
    }
  }
  for (const each of container.env) {
    const entry = entryOf(each, place, objects, (name) => setIn(named.get(name)))
    if (entry === undefined) continue
    named.delete(entry.name)
    named.set(entry.name, entry)
  }
  return [...opaque, ...named.values()]
}

/** How a value that stands in the workload itself, or that is put together there, is named. */
export function podReference({ namespace, kind, workload, container }: ContainerPlace, name: string): string {
  return `pod-env:${namespace}/${kind}/${workload}/${container}/${name}`
}

function entriesFrom(source: EnvFrom, place: ContainerPlace, objects: EnvironmentObjects): readonly EnvironmentEntry[] {
  const { kind, object, prefix } = source
  const variables = kind === 'secret' ? secretVariables(source, place, objects) : configVariables(source, objects)
  if (variables === null && source.optional) return []
  if (variables === null || variables === undefined) {
    const reason =
      variables === null
        ? `${words[kind]} ${object}, which gives variables to the container, does not exist`
        : `which variables ${words[kind]} ${object} gives is unknown: it was not read`
    const missing = { kind: variables === null ? 'missing' : 'forbidden', reason } as const
    return [{ name: '', where: kind, reference: '', value: [], missing }]
  }
  return variables
    .map(([key, value]) => {
      const name = `${prefix}${key}`
      return { name, where: kind, reference: referenceOf(kind, object, key, place, name), value }
    })
    .filter(({ name }) => variableName.test(name))
}

type Variables = readonly (readonly [string, Value])[] | null | undefined

function configVariables({ object }: EnvFrom, objects: EnvironmentObjects): Variables {
  const data = objects.configMap(object)
  return data && Object.entries(data).map(([key, text]) => [key, [text]] as const)
}

function secretVariables({ object }: EnvFrom, place: ContainerPlace, objects: EnvironmentObjects): Variables {
  const keys = objects.secretKeys?.(object)
  return keys?.map((key) => [key, secretIn(object, key, place, objects)] as const) ?? (keys === null ? null : undefined)
}

const words = { 'config-map': 'ConfigMap', secret: 'Secret' } as const

function entryOf(
  each: EnvEntry,
  place: ContainerPlace,
  objects: EnvironmentObjects,
  defined: (name: string) => Value | undefined,
): EnvironmentEntry | undefined {
  const { name } = each
  if (each.kind === 'value') {
    return { name, where: 'plain', reference: podReference(place, name), value: expand(each.value, defined) }
  }
  if (each.kind === 'field') {
    // The other fields differ from pod to pod.
    const value = each.path === 'metadata.namespace' ? [place.namespace] : []
    return { name, where: 'field', reference: podReference(place, name), value }
  }
  const { kind, object, key, optional } = each
  const reference = referenceOf(kind, object, key, place, name)
  const found = kind === 'secret' ? secretAt(each, place, objects) : configAt(each, objects)
  if (!('kind' in found)) return { name, where: kind, reference, value: found.value }
  if (optional && found.kind === 'missing') return undefined
  return { name, where: kind, reference, value: [], missing: found }
}

type Found = { readonly value: Value } | { readonly kind: 'missing' | 'forbidden'; readonly reason: string }
type KeyRef = Extract<EnvEntry, { kind: 'config-map' | 'secret' }>

function configAt({ name, object, key }: KeyRef, objects: EnvironmentObjects): Found {
  const data = objects.configMap(object)
  if (data === undefined)
    return { kind: 'forbidden', reason: `${name} stands in ConfigMap ${object}, which was not read` }
  if (data === null) return { kind: 'missing', reason: `${name} refers to ConfigMap ${object}, which does not exist` }
  const text = data[key]
  if (text === undefined)
    return { kind: 'missing', reason: `${name} refers to key ${key}, which ConfigMap ${object} does not have` }
  return { value: [text] }
}

/** Without a right to look, a Secret is taken to be there: a reference is all that is wanted. */
function secretAt({ name, object, key }: KeyRef, place: ContainerPlace, objects: EnvironmentObjects): Found {
  const keys = objects.secretKeys?.(object)
  if (keys === null) return { kind: 'missing', reason: `${name} refers to Secret ${object}, which does not exist` }
  if (keys !== undefined && !keys.includes(key)) {
    return { kind: 'missing', reason: `${name} refers to key ${key}, which Secret ${object} does not have` }
  }
  return { value: secretIn(object, key, place, objects) }
}

function secretIn(object: string, key: string, place: ContainerPlace, objects: EnvironmentObjects): Value {
  const value = objects.secretValue?.(object, key)
  return [{ reference: `secret:${place.namespace}/${object}/${key}`, ...(value !== undefined && { value }) }]
}

function referenceOf(
  kind: 'config-map' | 'secret',
  object: string,
  key: string,
  place: ContainerPlace,
  name: string,
): string {
  return kind === 'secret' ? `secret:${place.namespace}/${object}/${key}` : podReference(place, name)
}

// A password that stands in the workload keeps its own name where it is set into a URL, so that the rest of the URL can be written down.
const secretName = /PASS|PWD|SECRET|TOKEN|CREDENTIAL/i

/** What `$(NAME)` stands for; undefined where it is not defined. */
function setIn(entry: EnvironmentEntry | undefined): Value | undefined {
  if (entry === undefined || entry.missing !== undefined) return undefined
  if (entry.where === 'field') return isEmpty(entry.value) ? undefined : entry.value
  const [text, more] = entry.value
  if (!secretName.test(entry.name) || typeof text !== 'string' || more !== undefined) return entry.value
  return [{ reference: entry.reference, value: text }]
}
