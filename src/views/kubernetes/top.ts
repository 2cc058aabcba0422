import type { ColumnDraft, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import type { Resources } from '../../facts/kubernetes/objects/pod-template.ts'
import { type Measured, shareOf, usage } from '../../facts/kubernetes/usage.ts'

const byPods: { readonly pods: boolean } = { pods: false }

/** CPU and memory in use against what is requested and allowed; what is nearest to a limit first. */
export const top = defineView({
  id: 'kubernetes.top',
  reads: { usage },
  params: byPods,
  show({ usage: { measured } }, { params }) {
    if (measured === null) {
      return {
        unknown: 'nobody measures what pods use: the API metrics.k8s.io is not served, or does not answer',
        grant: 'install metrics-server: https://github.com/kubernetes-sigs/metrics-server',
      }
    }
    return [params.pods ? byPod(measured) : byContainer(measured)]
  },
})

function byContainer({ groups, pods }: Measured): TableDraft {
  const rows = groups.toSorted((left, right) => nearest(right.highest) - nearest(left.highest))
  return {
    title: titleOf(rows[0] && { ...rows[0], of: rows[0].container }, pods),
    columns: [
      { id: 'container', label: 'container', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'workload', label: 'workload', kind: 'text', shorten: 'middle' },
      { id: 'pods', label: 'pods', kind: 'count' },
      ...amounts('highest of limit'),
    ],
    rows: rows.map(({ container, workload, pods, used, requests, limits, highest }) => ({
      ...{ container, workload, pods },
      ...cells(used, requests, limits, highest),
    })),
    notes: limitNotes,
  }
}

function byPod({ containers, groups, pods }: Measured): TableDraft {
  const rows = containers.map((each) => ({
    ...each,
    highest: { cpu: shareOf(each, 'cpu'), memory: shareOf(each, 'memory') },
  }))
  return {
    title: titleOf(rows[0] && { ...rows[0], of: rows[0].pod }, pods),
    columns: [
      { id: 'pod', label: 'pod', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'container', label: 'container', kind: 'text', shorten: 'middle' },
      ...amounts('of limit'),
      { id: 'measured', label: 'measured', kind: 'age', importance: 'extra' },
    ],
    rows: rows.map(({ pod, container, used, requests, limits, highest, ageMs }) => ({
      ...{ pod, container, measured: ageMs },
      ...cells(used, requests, limits, highest),
    })),
    total: groups.reduce((sum, group) => sum + group.pods, 0),
    notes: limitNotes,
  }
}

const limitNotes = ['a container at its limit of CPU is throttled; one that goes above its limit of memory is killed']

function amounts(share: string): readonly ColumnDraft[] {
  return [
    { id: 'cpuMillicores', label: 'cpu m', kind: 'count', importance: 'key' },
    { id: 'cpuRequestMillicores', label: 'request', kind: 'count' },
    { id: 'cpuLimitMillicores', label: 'limit', kind: 'count' },
    { id: 'cpuOfLimit', label: share, kind: 'share', importance: 'key' },
    { id: 'memory', label: 'memory', kind: 'bytes', importance: 'key' },
    { id: 'memoryRequest', label: 'request', kind: 'bytes' },
    { id: 'memoryLimit', label: 'limit', kind: 'bytes' },
    { id: 'memoryOfLimit', label: share, kind: 'share', importance: 'key' },
  ]
}

/** What was not measured is not known; what is not set does not apply. */
function cells(used: Resources, requests: Resources, limits: Resources, highest: Resources): Row {
  return {
    ...{ cpuMillicores: millicores(used.cpu), memory: used.memory },
    ...(requests.cpu !== null && { cpuRequestMillicores: millicores(requests.cpu) }),
    ...(limits.cpu !== null && { cpuLimitMillicores: millicores(limits.cpu), cpuOfLimit: highest.cpu }),
    ...(requests.memory !== null && { memoryRequest: requests.memory }),
    ...(limits.memory !== null && { memoryLimit: limits.memory, memoryOfLimit: highest.memory }),
  }
}

function millicores(cores: number | null): number | null {
  return cores === null ? null : Math.round(cores * 1000)
}

function nearest({ cpu, memory }: Resources): number {
  return Math.max(cpu ?? 0, memory ?? 0)
}

function titleOf(most: { readonly of: string; readonly highest: Resources } | undefined, pods: number): string {
  if (most === undefined) return 'nothing was measured of its pods yet'
  const { cpu, memory } = most.highest
  const measured = `${pods} pod${pods === 1 ? '' : 's'} measured`
  if (cpu === null && memory === null) return `${measured}, none of them has a limit`
  const which = (cpu ?? 0) >= (memory ?? 0) ? 'CPU' : 'memory'
  return `${measured}; ${most.of} is nearest to a limit: ${Math.round(nearest(most.highest) * 100)} % of its ${which}`
}
