import type { Labels } from './objects/label-selector.ts'
import type { Meta } from './objects/meta.ts'
import type { Workload } from './objects/workload.ts'

/** Labels that name an application. https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ and what came before them. */
const names = ['app.kubernetes.io/name', 'app', 'k8s-app', 'run', 'name', 'service'] as const

/** Labels that tell the parts of one application apart, and instances of it. */
const parts = [
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'release',
  'component',
  'tier',
  'role',
  'version',
  'color',
  'track',
] as const

interface Selecting extends Meta {
  readonly selector: Labels
}

/**
 * Whether a Service whose selector fits nobody was meant for this workload: it bears its name, or its own labels or its selector name the
 * same application, and none of them speaks of another part.
 */
export function isMeantFor(service: Selecting, workload: Workload): boolean {
  if (plainName(service.name) === plainName(workload.name)) return true
  const own = { ...workload.labels, ...workload.template.labels }
  return [service.selector, service.labels].some((labels) => namesTheSame(labels, own))
}

/** Whether an object bears the name of a service, by its own name or its labels: for what points at things that are not there. */
export function bearsNameOf(object: Meta, service: string): boolean {
  return [object.name, ...[...names, 'app.kubernetes.io/part-of'].flatMap((key) => object.labels[key] ?? [])].some(
    (each) => plainName(each) === plainName(service),
  )
}

/**
 * The same, where nothing else stands before a workload that listens: then a wrong word for its part in the selector is a mistake, and not the
 * name of another part.
 */
export function isMeantForLonely(service: Selecting, { labels, template }: Workload): boolean {
  const own = { ...labels, ...template.labels }
  const listens = template.containers.some(({ ports }) => ports.length > 0)
  return listens && names.some((key) => own[key] !== undefined && service.selector[key] === own[key])
}

function namesTheSame(labels: Labels, own: Labels): boolean {
  const named = names.filter((key) => labels[key] !== undefined && own[key] !== undefined)
  const same = named.some((key) => labels[key] === own[key])
  return same && [...named, ...parts].every((key) => agree(labels[key], own[key]))
}

function agree(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right
}

/** Charts add such words to the names of Services. */
function plainName(name: string): string {
  return name.replace(/-(svc|service|headless|http)$/, '')
}
