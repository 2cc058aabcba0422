import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import type { Evidence, Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { part, type Target } from '../core/target.ts'
import type { Handles } from '../core/topology.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'

const kafkaChecks = ['kafka.stuck-partition', 'kafka.group-lag', 'kafka.no-members', 'kafka.rebalance-storm'] as const
type View = CauseView<(typeof kafkaChecks)[number] | (typeof voices)[number]>

/** One record that the consumers cannot process holds up its partition: the position stands still, and the service says at which record. */
export const poisonPill = defineCause({
  id: 'poison-pill',
  reads: {},
  weighs: [...kafkaChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'kafka')
      .flatMap(({ target }) => onCluster(target, view)),
})

function onCluster(cluster: Target, view: View): readonly Conclusion[] {
  const stuck = view.findingsOn(cluster, 'kafka.stuck-partition')
  const said = complaintsAbout(cluster, view, 'kafka-poison')
  const both = stuck.map((finding) =>
    conclusion(finding.target, [finding, ...said.filter((each) => samePlace(each, finding))], view),
  )
  const onlySaid = said.filter((each) => !stuck.some((finding) => samePlace(each, finding)))
  return [...both, ...onlySaid.map((finding) => conclusion(placeOf(finding, cluster), [finding], view))]
}

function conclusion(target: Target, grounds: readonly Finding[], view: View): Conclusion {
  const words = grounds.some((finding) => finding.check !== 'kafka.stuck-partition')
  const { topic, partition } = target.id ?? {}
  return {
    target,
    summary: `a record that cannot be processed holds up ${topic}/${partition}`,
    because: reasonsOf(grounds),
    explains: [
      ...grounds,
      ...ofGroup(target, view),
      ...complaintsAbout(target, view, 'kafka-rebalance', 'kafka-coordinator'),
    ],
    // A position that stands still alone may be one slow record.
    confidence: words ? 'high' : 'medium',
    remedies: remedies(target, grounds, view.topology.handles(target)),
  }
}

/** What else is wrong with the group that reads the partition; where nobody knows the group, the only one that something is wrong with. */
function ofGroup(target: Target, view: View): readonly Finding[] {
  const found = view.findingsOn(target, 'kafka.group-lag', 'kafka.no-members', 'kafka.rebalance-storm')
  const groups = new Set(found.map((finding) => finding.target.id?.group))
  const group = target.id?.group ?? (groups.size === 1 ? [...groups][0] : undefined)
  return group === undefined ? [] : found.filter((finding) => finding.target.id?.group === group)
}

function remedies(target: Target, grounds: readonly Finding[], handles: Handles): readonly Remedy[] {
  const { group, topic, partition } = target.id ?? {}
  const offset = grounds.map(offsetOf).find((each) => each !== null) ?? null
  const look: Remedy = {
    kind: 'manual',
    risk: 'data-loss',
    summary: `save the record at ${topic}/${partition}${offset === null ? '' : ` offset ${offset}`} and prove that it cannot be decoded; then stop the consumers, set the position of the group behind it, and start them again. Restarting alone changes nothing`,
  }
  if (offset === null || group === undefined || handles.client === undefined) return [look]
  const words = [
    '--group',
    String(group),
    '--topic',
    `${topic}:${partition}`,
    '--reset-offsets',
    '--to-offset',
    String(offset + 1),
    '--execute',
  ]
  return [
    look,
    {
      kind: 'command',
      command: [...handles.client, ...words],
      mutates: true,
      risk: 'data-loss',
      summary: 'once the record is saved and the consumers are stopped: skip exactly this record',
    },
  ]
}

interface Place {
  readonly topic: unknown
  readonly partition: unknown
}

function samePlace(said: Finding, stuck: Finding): boolean {
  const [left, right] = [recordOf(said.evidence), recordOf(stuck.evidence)]
  return (left.topic ?? right.topic) === right.topic && (left.partition ?? right.partition) === right.partition
}

/** The log names the record in a member of its own, the check of the group beside its numbers. */
function recordOf(evidence: Evidence): Place {
  const { record } = evidence
  const place = typeof record === 'object' && record !== null && 'topic' in record ? record : evidence
  return { topic: place.topic ?? null, partition: place.partition ?? null }
}

function offsetOf({ evidence }: Finding): number | null {
  const { record, committed } = evidence
  const offset = typeof record === 'object' && record !== null && 'offset' in record ? record.offset : committed
  return typeof offset === 'number' ? offset : null
}

function placeOf(finding: Finding, cluster: Target): Target {
  const { topic, partition } = recordOf(finding.evidence)
  return part(cluster, 'partition', {
    ...(typeof topic === 'string' && { topic }),
    ...(typeof partition === 'number' && { partition }),
  })
}
