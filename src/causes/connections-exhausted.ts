import { type CauseView, type Conclusion, defineCause, type Sightings } from '../core/cause.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { metrics } from '../facts/http/metrics.ts'
import { type Activity, activity } from '../facts/postgres/activity.ts'
import { type ApplicationConnections, connectionsByApplication } from '../facts/postgres/connection-use.ts'
import { complaintsAbout } from './complaints.ts'
import { consequencesOfSlowness, slownessChecks } from './database-slowness.ts'
import { fullPoolers } from './full-pooler.ts'
import { grownReads, grownService, growthText, shrink } from './grown-service.ts'
import { makeRoom, poolsTogether } from './pools-together.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'
import { restartOf } from './service-remedies.ts'

const reads = { activity, metrics, ...grownReads } as const
type Seen = Sightings<typeof reads>
type View = CauseView<'postgres.no-connection-left' | (typeof slownessChecks)[number]>

/** No connection is left: on the server, taken by one application that does nothing with them or whose processes have too large pools together, or in the pool of a pooler that is too small. */
export const connectionsExhausted = defineCause({
  id: 'connections-exhausted',
  reads,
  weighs: ['postgres.no-connection-left', ...slownessChecks],
  conclude: (seen, view) => [
    ...seen.activity.flatMap(({ target, value }) => onServer(target, value, seen, view)),
    ...fullPoolers(view),
    ...refusedToUs(seen, view),
  ],
})

function onServer(database: Target, value: Activity, seen: Seen, view: View): readonly Conclusion[] {
  const complaints = complaintsAbout(database, view, 'too-many-connections')
  const grounds = [...view.findingsOn(database, 'postgres.connections'), ...complaints]
  const [most] = connectionsByApplication(value.groups)
  if (grounds.length === 0 || most === undefined) return []
  // While some are left nobody suffers from it: that there are many, the finding says.
  if (grounds.every(({ check, severity }) => check === 'postgres.connections' && severity === 'warning')) return []
  const who = most.application || most.user || 'an application without a name'
  const holding = holdingOf(database, value, who, most, seen, view)
  return [
    {
      target: database,
      summary: `${value.clientBackends} of ${value.usable} usable connections are taken; ${who} holds ${most.count}, ${holding.how}`,
      because: [...reasonsOf(grounds), { text: holding.why }],
      explains: [...grounds, ...consequencesOfSlowness(database, view)],
      confidence: holding.confidence,
      remedies: holding.remedies,
    },
  ]
}

/** Why one application holds so many, and what ends it. */
interface Holding extends Pick<Conclusion, 'confidence' | 'remedies'> {
  readonly how: string
  readonly why: string
}

function holdingOf(
  database: Target,
  value: Activity,
  who: string,
  most: ApplicationConnections,
  seen: Seen,
  view: View,
): Holding {
  const pools = poolsTogether(most, database, seen.metrics, view.topology)
  const idle = idleOf(most)
  if (pools !== undefined) {
    const { processes, size } = pools
    const grown = grownService(database, seen, view.topology)
    return {
      how: `the pools of its ${processes} processes together`,
      why: `${processes} processes of ${who} may open ${size} connections each: ${processes * size}, where the server has ${value.usable} for all${grown ? `; ${growthText(grown)}` : ''}`,
      confidence: 'high',
      remedies: [...(grown ? [shrink(grown, view.topology)] : []), makeRoom(who, pools, value, most.count)],
    }
  }
  const leaks = idle * 2 >= most.count
  return {
    how: `${idle} of them idle`,
    why: leaks
      ? `most connections of ${who} do nothing: it does not give them back`
      : `most connections of ${who} work: look for what makes them slow`,
    confidence: leaks ? 'high' : 'medium',
    remedies: leakRemedies(database, who, most, view),
  }
}

function idleOf({ states }: ApplicationConnections): number {
  return Object.entries(states).reduce((sum, [state, count]) => sum + (state.startsWith('idle') ? count : 0), 0)
}

function leakRemedies(database: Target, who: string, most: ApplicationConnections, view: View): readonly Remedy[] {
  const user = most.user === null ? '' : ` AND usename = ${literal(most.user)}`
  const match = `application_name = ${literal(most.application)}${user} AND datname = current_database()`
  const end = bySql({
    handles: view.topology.handles(database),
    sql: [
      `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE ${match} AND backend_type = 'client backend' AND state LIKE 'idle%' AND state_change < now() - interval '10 seconds'`,
    ],
    risk: 'low',
    summary: `end the idle connections of ${who}: the service works again until it has leaked as many once more`,
  })
  return [...restartOf(who, view.topology, `restart ${who}: it opens its connections anew`), end]
}

/** Where the server refuses even us, nobody can say who holds the connections; that there are more pods than before, which each take some, says much. */
function refusedToUs(seen: Seen, view: View): readonly Conclusion[] {
  return view.findings('postgres.no-connection-left').map((refusal) => {
    const { target } = refusal
    const complaints = [
      refusal,
      ...complaintsAbout(target, view, 'too-many-connections', 'pooler-timeout', 'pool-timeout', 'connection-timeout'),
    ]
    const grown = grownService(target, seen, view.topology)
    const lookCloser = {
      kind: 'manual' as const,
      risk: 'low' as const,
      summary: `connect as a superuser (slots are reserved for it) and look who holds the connections: SELECT application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2`,
    }
    return {
      target,
      summary: `${target.name} has no connection left, not even for usrops`,
      because: [...reasonsOf(complaints), ...(grown ? [{ text: growthText(grown) }] : [])],
      explains: [...complaints, ...consequencesOfSlowness(target, view)],
      confidence: complaints.length > 1 ? ('high' as const) : ('medium' as const),
      remedies: grown
        ? [shrink(grown, view.topology), lookCloser]
        : [...restartOf('', view.topology, 'restart the service: it gives its connections back'), lookCloser],
    }
  })
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
