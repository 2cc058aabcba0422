import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { type Replication, replication } from '../facts/postgres/replication.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<'postgres.replication-lag'>

/** A standby is behind: paused, held up by a query on it, or cut off. Said of the standby where it is in scope, else of the primary's view of it. */
export const replicaLagging = defineCause({
  id: 'replica-lagging',
  reads: { replication },
  weighs: ['postgres.replication-lag'],
  conclude: ({ replication }, view) => {
    const standbys = replication.filter(({ value }) => value.recovery !== null)
    const own = standbys.flatMap(({ target, value }) => ofStandby(target, value, view))
    const told = own.flatMap(({ because }) => because.flatMap(({ findings = [] }) => findings))
    const others = view.findings('postgres.replication-lag').filter((finding) => !told.includes(finding))
    return [...own, ...others.map(ofPrimary)]
  },
})

function ofStandby(standby: Target, value: Replication, view: View): readonly Conclusion[] {
  const lag = view.findingsOn(standby, 'postgres.replication-lag')
  const [first] = lag
  if (first === undefined) return []
  const fromPrimary = view
    .findings('postgres.replication-lag')
    .filter((finding) => !lag.includes(finding) && view.topology.dependsOn(standby, finding.target))
  return [
    {
      target: standby,
      summary: first.summary,
      because: reasonsOf([...lag, ...fromPrimary]),
      explains: lag,
      confidence: 'high',
      remedies: standbyRemedies(standby, value, view),
    },
  ]
}

function standbyRemedies(standby: Target, { recovery }: Replication, view: View): readonly Remedy[] {
  if (recovery?.paused === true) {
    const resume = {
      handles: view.topology.handles(standby),
      sql: ['SELECT pg_wal_replay_resume()'],
      risk: 'low',
    } as const
    return [bySql({ ...resume, summary: `resume the replay on ${standby.name}` })]
  }
  const streaming = recovery?.receiverStatus === 'streaming'
  const what = streaming
    ? `look on ${standby.name} for a long query that holds up the replay (pg_stat_activity), and at its disk`
    : `look why ${standby.name} receives nothing: its log, the network to the primary, whether the WAL it needs still exists`
  return [{ kind: 'manual', risk: 'low', summary: what }]
}

function ofPrimary(lag: Finding): Conclusion {
  return {
    target: lag.target,
    summary: lag.summary,
    because: [{ text: lag.summary, findings: [lag] }],
    explains: [lag],
    confidence: 'high',
    remedies: [
      {
        kind: 'manual',
        risk: 'low',
        summary:
          'look at the standby: is its replay paused, held up by a long query, or is it cut off? Add it as a replica to the configuration to see it',
      },
    ],
  }
}
