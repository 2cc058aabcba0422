import type { ContainerSpec, PodTemplate, Resources } from './objects/pod-template.ts'

/** What became different from one template to the next, in words. Values of the environment are never among them. */
export function templateChanges(from: PodTemplate, to: PodTemplate): readonly string[] {
  if (from.digest === to.digest) return []
  const words = [
    ...paired(from.containers, to.containers).flatMap(([name, before, after]) => containerChanges(name, before, after)),
    ...different('volumes', from.volumes, to.volumes),
    ...different('service account', from.serviceAccount, to.serviceAccount),
    ...different('image pull secrets', from.pullSecrets, to.pullSecrets),
    ...different('host network', from.hostNetwork, to.hostNetwork),
    ...different('node selector', from.nodeSelector, to.nodeSelector),
    ...entryChanges('annotation', from.annotations, to.annotations),
    ...entryChanges('label', from.labels, to.labels),
  ]
  return words.length > 0 ? words : ['something else in the template of its pods']
}

function containerChanges(name: string, from: ContainerSpec | undefined, to: ContainerSpec | undefined) {
  if (from === undefined) return [`new container ${name}`]
  if (to === undefined) return [`container ${name} removed`]
  return [
    ...(from.image === to.image ? [] : [`image of ${name}: ${from.image} -> ${to.image}`]),
    ...different(`command of ${name}`, [from.command, from.args], [to.command, to.args]),
    ...environmentChanges(name, from, to),
    ...amountChanges(`limit of ${name}`, from.limits, to.limits),
    ...amountChanges(`request of ${name}`, from.requests, to.requests),
    ...probeChanges(name, from, to),
    ...different(`ports of ${name}`, from.ports, to.ports),
    ...different(`mounts of ${name}`, from.mounts, to.mounts),
  ]
}

function environmentChanges(name: string, from: ContainerSpec, to: ContainerSpec): readonly string[] {
  const changed = paired(from.env, to.env).flatMap(([variable, before, after]) =>
    same(before, after) ? [] : [variable],
  )
  return [
    ...(changed.length === 0 ? [] : [`environment of ${name}: ${changed.slice(0, namesKept).join(', ')}`]),
    ...different(`environment sources of ${name}`, from.envFrom, to.envFrom),
  ]
}

const namesKept = 5

function amountChanges(what: string, from: Resources, to: Resources): readonly string[] {
  return [
    ...(from.memory === to.memory ? [] : [`memory ${what}: ${mebibytes(from.memory)} -> ${mebibytes(to.memory)}`]),
    ...(from.cpu === to.cpu ? [] : [`CPU ${what}: ${from.cpu ?? 'none'} -> ${to.cpu ?? 'none'}`]),
  ]
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? 'none' : `${Math.round(bytes / 2 ** 20)} Mi`
}

function probeChanges(name: string, from: ContainerSpec, to: ContainerSpec): readonly string[] {
  return (['liveness', 'readiness', 'startup'] as const).flatMap((which) =>
    different(`${which} probe of ${name}`, from.probes[which], to.probes[which]),
  )
}

type Entries = Readonly<Record<string, string>>

/** Stamps of tools change with everything and mean nothing by themselves. */
const stamps = /restartedAt$|pod-template-hash$|controller-revision-hash$/

function entryChanges(what: string, from: Entries, to: Entries): readonly string[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names.flatMap((name) => (from[name] === to[name] || stamps.test(name) ? [] : [`${what} ${name}`]))
}

function different(what: string, from: unknown, to: unknown): readonly string[] {
  return same(from, to) ? [] : [what]
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

interface Named {
  readonly name: string
}

/** Those of the same name side by side. */
function paired<Value extends Named>(
  left: readonly Value[],
  right: readonly Value[],
): readonly (readonly [string, Value | undefined, Value | undefined])[] {
  const names = [...new Set([...left, ...right].map(({ name }) => name))]
  return names.map((name) => [name, left.find((each) => each.name === name), right.find((each) => each.name === name)])
}
