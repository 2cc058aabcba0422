import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Sighting } from '../core/look.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { type Metrics, metrics } from '../facts/http/metrics.ts'
import { type Activity, activity } from '../facts/postgres/activity.ts'
import { type ApplicationConnections, connectionsByApplication } from '../facts/postgres/connection-use.ts'
import { complaintsAbout } from './complaints.ts'
import { consequencesOfSlowness, slownessChecks } from './database-slowness.ts'
import { makeRoom, poolsTogether } from './pools-together.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'
import { restartOf } from './service-remedies.ts'

type View = CauseView<'postgres.no-connection-left' | (typeof slownessChecks)[number]>

/** No connection is left: on the server, taken by one application that does nothing with them or whose processes have too large pools together, or in the pool of a pooler that is too small. */
export const connectionsExhausted = defineCause({
  id: 'connections-exhausted',
  reads: { activity, metrics },
  weighs: ['postgres.no-connection-left', ...slownessChecks],
  conclude: ({ activity, metrics }, view) => [
    ...activity.flatMap(({ target, value }) => onServer(target, value, metrics, view)),
    ...view
      .findings('pgbouncer.saturated')
      .filter(isFull)
      .map((finding) => inPooler(finding, view)),
    ...refusedToUs(view),
  ],
})

function onServer(
  database: Target,
  value: Activity,
  told: readonly Sighting<Metrics>[],
  view: View,
): readonly Conclusion[] {
  const complaints = complaintsAbout(database, view, 'too-many-connections')
  const grounds = [...view.findingsOn(database, 'postgres.connections'), ...complaints]
  const [most] = connectionsByApplication(value.groups)
  if (grounds.length === 0 || most === undefined) return []
  const explains = [...grounds, ...consequencesOfSlowness(database, view)]
  // That there are many, which nobody suffers from, the finding says.
  if (explains.every(({ check, severity }) => check === 'postgres.connections' && severity === 'warning')) return []
  const who = most.application || most.user || 'an application without a name'
  const holding = holdingOf(database, value, who, most, told, view)
  return [
    {
      target: database,
      summary: `${value.clientBackends} of ${value.usable} usable connections are taken; ${who} holds ${most.count}, ${holding.how}`,
      because: [...reasonsOf(grounds), { text: holding.why }],
      explains,
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
  told: readonly Sighting<Metrics>[],
  view: View,
): Holding {
  const pools = poolsTogether(most, database, told, view.topology)
  const idle = idleOf(most)
  if (pools !== undefined) {
    const { processes, size } = pools
    return {
      how: `the pools of its ${processes} processes together`,
      why: `${processes} processes of ${who} may open ${size} connections each: ${processes * size}, where the server has ${value.usable} for all`,
      confidence: 'high',
      remedies: [makeRoom(who, pools, value, most.count)],
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

function inPooler(finding: Finding, view: View): Conclusion {
  const pooler = finding.target
  return {
    target: pooler,
    summary: `the pool is too small or held: ${finding.summary}`,
    because: [
      ...reasonsOf([finding]),
      ...(hasRoom(pooler, view) ? [{ text: 'Postgres itself has connections left' }] : []),
    ],
    explains: [
      finding,
      ...consequencesOfSlowness(pooler, view),
      ...complaintsAbout(pooler, view, 'pooler-timeout', 'pool-timeout', 'connection-timeout'),
    ],
    confidence: 'high',
    remedies: poolRemedies(finding, view),
  }
}

function hasRoom(pooler: Target, view: View): boolean {
  return view.topology
    .dependencies(pooler, 'postgres')
    .some(({ target }) => view.answered(target) && view.findingsOn(target, 'postgres.connections').length === 0)
}

/** Twice the size, where the size is the default one, which the console can change; the file must follow or a restart takes it back. */
function poolRemedies(finding: Finding, view: View): readonly Remedy[] {
  const size = numberIn(finding, 'size')
  const inFile: Remedy = {
    kind: 'manual',
    risk: 'low',
    summary: `raise default_pool_size (or pool_size of this database) in the pooler's configuration and RELOAD; Postgres must have as many usable connections`,
  }
  const handles = view.topology.handles(finding.target)
  if (size === null || size !== numberIn(finding, 'defaultPoolSize') || handles.client === undefined) return [inFile]
  const sql = [`SET default_pool_size = ${Math.max(size * 2, smallestPool)}`]
  return [
    bySql({
      handles,
      sql,
      risk: 'low',
      summary: 'enlarge the pool until the pooler restarts; Postgres must have as many usable connections',
    }),
    inFile,
  ]
}

/** PgBouncer's own default. */
const smallestPool = 20

function isFull({ evidence }: Finding): boolean {
  return evidence.reason === 'full'
}

/** Where the server refuses even us, nobody can say who holds the connections. */
function refusedToUs(view: View): readonly Conclusion[] {
  return view.findings('postgres.no-connection-left').map((refusal) => {
    const { target } = refusal
    const complaints = [
      refusal,
      ...complaintsAbout(target, view, 'too-many-connections', 'pooler-timeout', 'pool-timeout', 'connection-timeout'),
    ]
    return {
      target,
      summary: `${target.name} has no connection left, not even for usrops`,
      because: reasonsOf(complaints),
      explains: [...complaints, ...consequencesOfSlowness(target, view)],
      confidence: complaints.length > 1 ? ('high' as const) : ('medium' as const),
      remedies: [
        ...restartOf('', view.topology, 'restart the service: it gives its connections back'),
        {
          kind: 'manual' as const,
          risk: 'low' as const,
          summary: `connect as a superuser (slots are reserved for it) and look who holds the connections: SELECT application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2`,
        },
      ],
    }
  })
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
