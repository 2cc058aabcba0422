import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ClusterClient,
  Kind,
  ListScope,
  ServiceInCluster,
  WorkloadRef,
} from '../../../src/clients/kubernetes/client.ts'
import { CannotAsk } from '../../../src/core/facts.ts'
import { isRecord, type JsonRecord, textAt, textsAt, valueAt } from '../../../src/core/json.ts'
import { selectorText } from '../../../src/facts/kubernetes/objects/selector.ts'

/** The objects of a cluster at one moment, as its API server wrote them. */
export interface World {
  /** The clock of the server. */
  readonly at: number
  readonly objects: readonly JsonRecord[]
  /** Resources that the operator may not list or get, as in roles; `namespace/resource` for one namespace alone. */
  readonly forbidden?: readonly string[]
  /** API groups that the server does not have. */
  readonly unserved?: readonly string[]
}

/** One object a line; the first line is the time. Of each object, what nobody reads was left out. */
export function recording(name: string): World {
  const file = join(import.meta.dirname, 'recorded', `${name}.jsonl`)
  const [first, ...objects] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): JsonRecord => JSON.parse(line))
  return { at: Date.parse(textAt(first, 'now') ?? ''), objects }
}

/** `ingresses shop/orders`; what is not in a namespace, `nodes node-1`. */
export type Place = string

/** The same world with a JSON merge patch (RFC 7386) for one object. */
export function patched(world: World, place: Place, patch: JsonRecord): World {
  const index = indexOf(world, place)
  return { ...world, objects: world.objects.with(index, merged(world.objects[index] ?? {}, patch)) }
}

export function without(world: World, place: Place): World {
  return { ...world, objects: world.objects.toSpliced(indexOf(world, place), 1) }
}

/** The same world with one more object. */
export function withObject(world: World, resource: string, object: JsonRecord): World {
  return { ...world, objects: [...world.objects, { resource, ...object }] }
}

export function objectAt(world: World, place: Place): JsonRecord {
  return world.objects[indexOf(world, place)] ?? {}
}

/** A cluster that answers what was recorded. */
export function clusterOf(world: World): ClusterClient {
  const { at, forbidden = [], unserved = [] } = world
  const listed = (kind: Kind<unknown>, scope: ListScope) => {
    const { resource, group } = kind
    if (unserved.includes(group)) throw new CannotAsk('unsupported', `the cluster has no ${resource} in ${group}`)
    if ([resource, `${scope.namespace}/${resource}`].some((each) => forbidden.includes(each))) {
      throw new CannotAsk('forbidden', `may not list ${resource}`, `list on ${resource}`)
    }
    return matching(world, kind, scope)
  }
  return {
    ...{ name: 'test', kubectl: ['kubectl', '--context', 'test'], helm: ['helm', '--kube-context', 'test'] },
    list: async (kind, scope) => listed(kind, scope).map((raw) => kind.read(raw, at)),
    get: async (kind, namespace, name) => {
      const scope = { fieldSelector: `metadata.name=${name}`, ...(namespace !== null && { namespace }) }
      const [raw] = listed(kind, scope)
      return raw === undefined ? null : kind.read(raw, at)
    },
    may: async () => true,
    serves: async (group) => !unserved.includes(group),
    log: async () => '',
    version: async () => 'v1.36.3',
  }
}

/** The service that consists of one workload: `shop`, `deployment/orders`. */
export function serviceOf(
  world: World,
  namespace: string,
  workload: string,
  more: Partial<ServiceInCluster> = {},
): ServiceInCluster {
  const [word = '', name = ''] = workload.split('/')
  const kind = kinds[word] ?? 'Pod'
  const raw = objectAt(world, `${word}s ${namespace}/${name}`)
  const selector = selectorText(valueAt(raw, 'spec', 'selector'))
  const workloads = [{ kind, name, uid: textAt(raw, 'metadata', 'uid') ?? '', selector }]
  return { cluster: clusterOf(world), namespace, service: name, workloads, helmRelease: null, ...more }
}

const kinds: Readonly<Record<string, WorkloadRef['kind']>> = { deployment: 'Deployment', statefulset: 'StatefulSet' }

function indexOf({ objects }: World, place: Place): number {
  const [resource, path = ''] = place.split(' ')
  const index = objects.findIndex((each) => {
    const { namespace, name } = {
      namespace: textAt(each, 'metadata', 'namespace'),
      name: textAt(each, 'metadata', 'name'),
    }
    const isCore = valueAt(each, 'group') !== 'metrics.k8s.io'
    return isCore && each.resource === resource && (namespace === null ? name : `${namespace}/${name}`) === path
  })
  if (index === -1) throw new Error(`no ${place} was recorded`)
  return index
}

/** Only equalities of labels, and names: nothing else is asked. */
function matching({ objects }: World, { resource, group }: Kind<unknown>, scope: ListScope): readonly JsonRecord[] {
  const { namespace, labelSelector = '', fieldSelector = '' } = scope
  const wanted = labelSelector === '' ? [] : labelSelector.split(',').map((each) => each.split('='))
  const [, only] = /^metadata\.name=(.+)$/.exec(fieldSelector) ?? []
  const [, about] = /^involvedObject\.uid=(.+)$/.exec(fieldSelector) ?? []
  return objects.filter((each) => {
    const labels = textsAt(each, 'metadata', 'labels')
    return (
      each.resource === resource &&
      (each.group === 'metrics.k8s.io') === (group === 'metrics.k8s.io') &&
      (namespace === undefined || textAt(each, 'metadata', 'namespace') === namespace) &&
      (only === undefined || textAt(each, 'metadata', 'name') === only) &&
      (about === undefined || textAt(each, 'involvedObject', 'uid') === about) &&
      wanted.every(([name = '', value]) => labels[name] === value)
    )
  })
}

function merged(into: JsonRecord, patch: JsonRecord): JsonRecord {
  const result: Record<string, unknown> = { ...into }
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key]
    if (value === null) delete result[key]
    else result[key] = isRecord(value) ? merged(isRecord(before) ? before : {}, value) : value
  }
  return result
}
