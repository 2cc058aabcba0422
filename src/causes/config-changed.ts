import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { durationText } from '../core/duration-text.ts'
import type { Finding } from '../core/finding.ts'
import type { Sighting } from '../core/look.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Confidence } from '../core/severity.ts'
import { earliest } from '../core/since.ts'
import { nodeKey } from '../core/target.ts'
import { type Configuration, configuration, type ObjectUse } from '../facts/kubernetes/configuration.ts'
import {
  failedRollout,
  fallsOf,
  followsFromFailing,
  isOnlyStamped,
  type PodFailureView,
  podFailureChecks,
} from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { failures, symptomChecks } from './service-symptoms.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { revisionBefore } from './workload-remedies.ts'

const checks = ['kubernetes.config-changed-after-start', ...symptomChecks, ...podFailureChecks] as const

type View = CauseView<(typeof checks)[number]>

/** A ConfigMap or a Secret was changed, and the pods that have read it fail, or the service does soon after. */
export const configChanged = defineCause({
  id: 'config-changed',
  reads: { ...workloadReads, configuration },
  weighs: [...checks],
  conclude: (seen, view) =>
    workloadContexts(seen).flatMap((context) =>
      seen.configuration
        .filter(({ target }) => nodeKey(target) === nodeKey(context.service))
        .flatMap((sighting) => ofWorkload(context, sighting, view)),
    ),
})

/** How long after a change its effects may begin, and how much the times may be off, in milliseconds. */
const reach = { after: 30 * 60_000, tolerance: 60_000 }

interface Changed {
  readonly use: ObjectUse
  readonly at: number
  /** Nobody can tell whether it was the contents that were written. */
  readonly isPerhaps: boolean
  readonly stale: number
  readonly running: number
}

function ofWorkload(
  context: WorkloadContext,
  { value, at }: Sighting<Configuration>,
  view: View,
): readonly Conclusion[] {
  const rollout = failedRollout(context, view)
  // New pods of another template have more that is new than this.
  if (rollout !== undefined && !rollout.isRestart && !isOnlyStamped(rollout)) return []
  const falls = fallsOf(context, view)
  const pain = [...falls, ...(rollout === undefined ? [] : [rollout.finding]), ...failures(context.service, view)]
  if (pain.length === 0) return []
  const onset = earliest(pain.map(({ since }) => since)).at ?? at
  const changed = value.objects
    .flatMap((use) => changeOf(use, context.state.workload, at))
    .filter((each) => each.at <= onset + reach.tolerance && onset - each.at <= reach.after)
    .toSorted((left, right) => right.at - left.at)
  const [latest] = changed
  return latest === undefined ? [] : [conclusionOf(context, latest, pain, view)]
}

/** Nothing where no pod can have read it: it stands in environments, and all containers are older. */
function changeOf(use: ObjectUse, workload: string, now: number): readonly Changed[] {
  const own = use.uses.find((each) => each.workload === workload)
  if (own === undefined) return []
  const { stale, running, how } = own
  const isUnread = running > 0 && stale === running && !how.includes('file')
  const surely =
    use.changedMs === null || isUnread
      ? []
      : [{ ...{ use, isPerhaps: false, stale, running }, at: now - use.changedMs }]
  if (use.perhapsChangedMs === null) return surely
  return [...surely, { ...{ use, isPerhaps: true, stale: 0, running }, at: now - use.perhapsChangedMs }]
}

function conclusionOf(context: WorkloadContext, changed: Changed, pain: readonly Finding[], view: View): Conclusion {
  const { use, stale, at, isPerhaps } = changed
  const by = use.changedBy === null || isPerhaps ? '' : ` by ${use.changedBy}`
  const old = findingsOf(context, view, 'kubernetes.config-changed-after-start')
  return {
    target: context.target,
    summary: `${context.state.workload} fails since ${use.object} was changed${by}`,
    because: [
      ...reasonsOf(pain),
      { text: `${use.object} was ${isPerhaps ? 'written' : 'changed'} ${durationText(view.now - at)} ago${by}` },
      ...(stale > 0 ? [{ text: `${stale} pods that have not read it yet do not fail`, findings: old }] : []),
    ],
    explains: [...pain, ...old, ...followsFromFailing(context, view)],
    confidence: confidenceOf(context, changed, view),
    remedies: [putBack(context, changed, view)],
  }
}

/** Coincidence in time alone is never sure; pods that fail at their start have read it, and those that have not and do well are the proof. */
function confidenceOf(context: WorkloadContext, { stale, isPerhaps }: Changed, view: PodFailureView): Confidence {
  const falls = fallsOf(context, view)
  const rollout = failedRollout(context, view)
  if (falls.length === 0 && rollout === undefined) return 'low'
  // A digest that a chart writes into the template changes with the contents alone.
  if (isPerhaps && (rollout === undefined || rollout.changes.length === 0)) return 'low'
  return stale > 0 || rollout !== undefined ? 'high' : 'medium'
}

function putBack(context: WorkloadContext, { use, at }: Changed, view: View): Remedy {
  const { state, release, service } = context
  const { helm } = view.topology.handles(service)
  const good = release === undefined ? undefined : revisionBefore(release, view.now - at)
  if (state.manager.by === 'helm' && helm !== undefined && release !== undefined && good !== undefined) {
    return {
      kind: 'command',
      command: [...helm, 'rollback', release.name, String(good.revision), '--wait', '--timeout', '5m'],
      mutates: true,
      risk: 'outage',
      summary: `put ${use.object} back as it was in revision ${good.revision} of the Helm release ${release.name}; pods that do not restart by themselves have to be restarted (kubectl rollout restart ${state.workload})`,
    }
  }
  const where = state.manager.by === 'nobody' ? '' : ` where ${state.manager.name ?? 'its owner'} is kept`
  return {
    kind: 'manual',
    risk: 'low',
    summary: `put the former contents of ${use.object} back${where}, then start the pods anew (kubectl rollout restart ${state.workload})`,
  }
}
