import type { CauseView, Conclusion } from '../core/cause.ts'
import { numberIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { complaintsAbout } from './complaints.ts'
import { consequencesOfSlowness, type slownessChecks } from './database-slowness.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<(typeof slownessChecks)[number]>

/** Poolers whose pools are used up. */
export function fullPoolers(view: View): readonly Conclusion[] {
  return view
    .findings('pgbouncer.saturated')
    .filter(isFull)
    .map((finding) => inPooler(finding, view))
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
