import type { TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { autoscaling } from '../../facts/kubernetes/autoscaling.ts'
import { network } from '../../facts/kubernetes/network.ts'
import { revisions } from '../../facts/kubernetes/revisions.ts'
import { type Workloads, workloads } from '../../facts/kubernetes/workloads.ts'
import { containerRow, workloadRow } from './described-workloads.ts'
import { scalingTables } from './scaling-tables.ts'
import { trafficTables } from './traffic-tables.ts'

/** What a service on a cluster is made of, who writes it, and what stands before it. */
export const describe = defineView({
  id: 'kubernetes.describe',
  reads: { workloads },
  alsoReads: { revisions, network, autoscaling },
  params: {},
  show: ({ workloads, revisions, network, autoscaling }): readonly TableDraft[] => [
    {
      title: titleOf(workloads),
      columns: [
        { id: 'workload', label: 'workload', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'ready', label: 'ready', kind: 'count', importance: 'key' },
        { id: 'wanted', label: 'wanted', kind: 'count', importance: 'key' },
        { id: 'rollout', label: 'rollout', kind: 'text', importance: 'key' },
        { id: 'revision', label: 'revision', kind: 'count' },
        { id: 'since', label: 'since', kind: 'age' },
        { id: 'owner', label: 'owner', kind: 'text' },
        { id: 'strategy', label: 'strategy', kind: 'text', importance: 'extra' },
        { id: 'changes', label: 'changes', kind: 'text', importance: 'extra', shorten: 'middle' },
        { id: 'age', label: 'age', kind: 'age', importance: 'extra' },
      ],
      rows: workloads.workloads.map((workload) => workloadRow(workload, revisions)),
    },
    {
      title: 'containers',
      columns: [
        { id: 'container', label: 'container', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'image', label: 'image', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'cpuRequestMillicores', label: 'cpu m', kind: 'count' },
        { id: 'cpuLimitMillicores', label: 'limit', kind: 'count' },
        { id: 'memoryRequest', label: 'memory', kind: 'bytes' },
        { id: 'memoryLimit', label: 'limit', kind: 'bytes' },
        { id: 'ports', label: 'ports', kind: 'text' },
        { id: 'readiness', label: 'readiness', kind: 'text', shorten: 'middle' },
        { id: 'liveness', label: 'liveness', kind: 'text', shorten: 'middle' },
        { id: 'startup', label: 'startup', kind: 'text', importance: 'extra', shorten: 'middle' },
        { id: 'role', label: 'role', kind: 'text', importance: 'extra' },
        { id: 'workload', label: 'workload', kind: 'text', importance: 'extra', shorten: 'middle' },
      ],
      rows: workloads.workloads.flatMap((workload) => workload.containers.map((each) => containerRow(each, workload))),
    },
    ...(network === undefined ? [] : trafficTables(network)),
    ...(autoscaling === undefined ? [] : scalingTables(autoscaling)),
  ],
})

function titleOf({ workloads }: Workloads): string {
  if (workloads.length === 0) return 'no workload that keeps pods running'
  const [ready, wanted] = [
    workloads.reduce((sum, each) => sum + each.ready, 0),
    workloads.reduce((sum, each) => sum + each.wanted, 0),
  ]
  return `${workloads.length} workload${workloads.length === 1 ? '' : 's'}, ${ready} of ${wanted} pods ready`
}
