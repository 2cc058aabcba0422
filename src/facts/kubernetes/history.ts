import { compareText } from '../../core/order.ts'
import type { PodTemplate } from './objects/pod-template.ts'
import { templateChanges } from './template-changes.ts'

/** One template that a workload has or had. */
export interface Revision {
  readonly revision: number
  /** The hash on its pods. */
  readonly hash: string
  readonly createdMs: number
  /** How many of its pods are wanted and available now; null where the object does not say. */
  readonly wanted: number | null
  readonly available: number | null
  /** For how long it was the latest; null where nobody can tell. */
  readonly servedMs: number | null
  /** Whether it makes the same pods as the latest: after a mere restart it does. */
  readonly sameAsLatest: boolean
  readonly images: Readonly<Record<string, string>>
}

export interface History {
  /** `deployment/user-service`. */
  readonly workload: string
  /** Newest first; the first is the one that the workload shall have now. */
  readonly revisions: readonly Revision[]
  /** Since the latest template began to be rolled out; null where nobody can tell. */
  readonly rolledOutMs: number | null
  /** What is different from the newest revision that makes other pods; nothing where there is none. */
  readonly changes: readonly string[]
}

/** A ReplicaSet or a ControllerRevision. */
export interface Kept {
  readonly revision: number
  readonly hash: string
  readonly createdAgoMs: number
  readonly wanted: number | null
  readonly available: number | null
  readonly template: PodTemplate
  /** It was the latest before: a roll back takes the old object again. */
  readonly wasLatestBefore: boolean
}

/** When the workload last said that it came further, and when the oldest pod of the latest revision was made. */
export interface Traces {
  readonly progressMs: number | null
  readonly oldestPodMs: number | null
}

/** So many revisions are kept: as many as Kubernetes keeps by default. */
const revisionsKept = 10

/** The history of one workload; undefined where nothing of it is kept. */
export function historyOf(workload: string, kept: readonly Kept[], traces: Traces): History | undefined {
  const ordered = kept.toSorted((left, right) => right.revision - left.revision || compareText(left.hash, right.hash))
  const [latest] = ordered
  if (latest === undefined) return undefined
  const rolledOutMs = rolledOut(latest, ordered, traces)
  const other = ordered.find(({ template }) => template.digest !== latest.template.digest)
  return {
    workload,
    rolledOutMs,
    changes: other === undefined ? [] : templateChanges(other.template, latest.template),
    revisions: ordered.slice(0, revisionsKept).map((each, index) => {
      const { revision, hash, createdAgoMs, wanted, available, template } = each
      const next = ordered[index - 1]
      const endedMs = next === undefined ? 0 : next === latest ? rolledOutMs : startOf(next, ordered)
      const startMs = next === undefined ? rolledOutMs : startOf(each, ordered)
      return {
        ...{ revision, hash, createdMs: createdAgoMs, wanted, available },
        servedMs: startMs === null || endedMs === null ? null : startMs - endedMs,
        sameAsLatest: template.digest === latest.template.digest,
        images: Object.fromEntries(template.containers.map(({ name, image }) => [name, image])),
      }
    }),
  }
}

/**
 * A new object is as old as the rollout. One that was taken again is older: then the oldest of its pods tells, or, where they were replaced
 * since, the moment at which the controller saw the rollout complete.
 */
function rolledOut(latest: Kept, all: readonly Kept[], { progressMs, oldestPodMs }: Traces): number | null {
  if (!isReused(latest, all)) return latest.createdAgoMs
  const ages = [progressMs, oldestPodMs].filter((each) => each !== null)
  return ages.length === 0 ? null : Math.min(latest.createdAgoMs, Math.max(...ages))
}

function startOf(kept: Kept, all: readonly Kept[]): number | null {
  return isReused(kept, all) ? null : kept.createdAgoMs
}

/** One with a lower number that is younger was the latest in between. */
function isReused(kept: Kept, all: readonly Kept[]): boolean {
  return (
    kept.wasLatestBefore ||
    all.some(({ revision, createdAgoMs }) => revision < kept.revision && createdAgoMs < kept.createdAgoMs)
  )
}

/** Whether a pod with this hash on it is of this revision: the pod of a StatefulSet carries the whole name of the revision, that of a DaemonSet its end. */
export function isOfRevision(podHash: string | null, { hash }: Pick<Revision, 'hash'>): boolean {
  return podHash !== null && podHash !== '' && (hash === podHash || hash.endsWith(`-${podHash}`))
}

/** A revision to go back to. */
export interface Refuge {
  readonly revision: number
  readonly images: Readonly<Record<string, string>>
  /** `available`: its pods are there; `served`: it was the latest for long; `none`: nobody knows whether it ever worked. */
  readonly proof: 'available' | 'served' | 'none'
}

/** What is broken is seldom left alone for so long; the default deadline of a rollout. */
const provenMs = 600_000

/** The revision with the best proof that it works, of those that make other pods than the latest. */
export function refugeOf({ revisions }: History): Refuge | undefined {
  const others = revisions.filter(({ sameAsLatest }) => !sameAsLatest)
  const available = others.find((each) => (each.available ?? 0) > 0)
  const served = others.find(({ servedMs }) => (servedMs ?? 0) >= provenMs)
  const chosen = available ?? served ?? others[0]
  if (chosen === undefined) return undefined
  const proof = available !== undefined ? 'available' : served !== undefined ? 'served' : 'none'
  return { revision: chosen.revision, images: chosen.images, proof }
}
