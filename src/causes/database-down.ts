import { defineCause } from '../core/cause.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { downConclusion, type Outage, type OutageView, outageChecks, outagesOf } from './outage.ts'

/** Services cannot use the database, and neither can we: it is not running, or it hangs. The pooler before it counts as a witness, or as the one that is down. */
export const databaseDown = defineCause({
  id: 'database-down',
  reads: {},
  weighs: [...outageChecks],
  conclude: (_sightings, view) =>
    [...databaseOutages(view), ...outagesOf('pgbouncer', view)]
      .filter(({ isAway }) => isAway)
      .map((outage) => downConclusion(outage, view, remedies(outage.node))),
})

/** A pooler that waits in vain for its server speaks for the services behind it. */
function databaseOutages(view: OutageView): readonly Outage[] {
  return outagesOf('postgres', view).map((outage) => {
    const waiting = view
      .findings('pgbouncer.saturated')
      .filter((finding) => view.topology.dependsOn(finding.target, outage.node))
    return { ...outage, complaints: [...outage.complaints, ...waiting] }
  })
}

function remedies(node: Target): readonly Remedy[] {
  return [
    {
      kind: 'manual',
      risk: 'low',
      summary: `look at the server of ${node.name}: is the process running, what does its log say last, is the disk full? Start it, or fail over with the manager that owns it; never start it on a data folder that another server uses`,
    },
  ]
}
