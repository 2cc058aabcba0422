import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { nodes } from '../../facts/cluster/nodes.ts'

/** A node runs out of memory, disk or processes: it takes no pods and evicts those that it has. */
export const nodePressure = defineCheck({
  id: 'cluster.node-pressure',
  kind: 'condition',
  reads: { nodes },
  params: {},
  run: ({ nodes: { remarkable, total } }, { target, now }) =>
    remarkable
      .filter(({ pressures, leaving }) => pressures.length > 0 && !leaving)
      .slice(0, 20)
      .map(({ name, pressures }) => {
        const types = pressures.map(({ type }) => type)
        const ages = pressures.flatMap(({ changedAgoMs }) => changedAgoMs ?? [])
        return {
          severity: 'warning' as const,
          target: part(target, 'node', { node: name }),
          summary: `the node ${name} reports ${types.join(' and ')}: ${pressures[0]?.message ?? ''}`,
          since: lasting(ages.length === 0 ? null : Math.max(...ages), now),
          evidence: { node: name, pressures: types, total },
        }
      }),
})
