import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts, type Unasked } from '../../core/facts.ts'
import { contentsChanged } from '../helm/contents.ts'
import { asked } from './asked.ts'
import { configMaps, type KeysOnly, secretKeys } from './objects/config-map.ts'
import type { Pod } from './objects/pod.ts'
import type { Workload } from './objects/workload.ts'
import { podsOf, workloadsOf } from './own.ts'
import { workloadName, workloadOfPod } from './pod-owner.ts'
import { type Reference, referencesOf } from './references.ts'

/** The ConfigMaps and Secrets that the templates of a service refer to. */
export interface Configuration {
  readonly objects: readonly ObjectUse[]
}

export interface ObjectUse {
  /** `secret/db`, `config-map/app`. */
  readonly object: string
  /** Null where it may not be asked. */
  readonly exists: boolean | null
  /** Why it could not be asked. */
  readonly unasked: Unasked | null
  /** Keys that are asked for and are not in it; null where nobody can tell. */
  readonly missingKeys: readonly string[] | null
  /** Every use of it is optional: pods start without it. */
  readonly optional: boolean
  /** Since its contents surely changed the last time, at the latest when it was made; null where it is not there. */
  readonly changedMs: number | null
  /** Who changed it, by the name of the tool. */
  readonly changedBy: string | null
  /** Since a tool wrote it that may have changed nothing but labels; null where nobody did after `changedMs`. */
  readonly perhapsChangedMs: number | null
  readonly uses: readonly Use[]
}

/** How the pods of one workload use it. */
export interface Use {
  readonly workload: string
  readonly containers: readonly string[]
  readonly how: readonly Reference['how'][]
  /** Of how many running pods a container that read it at its start started before it changed, and of how many in all. */
  readonly stale: number
  readonly running: number
}

export const configuration = defineFacts<Configuration, ServiceInCluster>({
  id: 'kubernetes.configuration',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const [workloads, pods, released] = await Promise.all([
      workloadsOf(client),
      podsOf(client),
      contentsChanged(client),
    ])
    const used = workloads.flatMap((workload) =>
      referencesOf(workload.template).map((reference) => ({ workload, reference })),
    )
    const byObject = [...Map.groupBy(used, ({ reference: { kind, object } }) => `${kind}/${object}`)]
    return {
      objects: await Promise.all(byObject.map(([object, uses]) => look(object, { uses, pods, released }, client))),
    }
  },
})

interface Used {
  readonly workload: Workload
  readonly reference: Reference
}

interface Known {
  readonly uses: readonly Used[]
  readonly pods: readonly Pod[]
  /** By the history of Helm. */
  readonly released: ReadonlyMap<string, number | null>
}

async function look(
  object: string,
  { uses, pods, released }: Known,
  { cluster, namespace, workloads }: ServiceInCluster,
): Promise<ObjectUse> {
  const name = object.slice(object.indexOf('/') + 1)
  // Secrets are asked one by one, and only for what they are called and when they changed.
  const answer = await asked(cluster.get(object.startsWith('secret/') ? secretKeys : configMaps, namespace, name))
  const seen = 'seen' in answer ? answer.seen : null
  const change = seen === null ? never : changeOf(seen, released.get(object))
  const { changedMs } = change
  const owned = pods.map((pod) => ({ pod, of: workloadOfPod(pod, workloads) }))
  return {
    object,
    exists: 'seen' in answer ? seen !== null : null,
    unasked: 'unasked' in answer ? answer.unasked : null,
    missingKeys: missingKeys(seen?.keys ?? null, uses),
    optional: uses.every(({ reference }) => reference.optional),
    ...change,
    uses: [...Map.groupBy(uses, ({ workload }) => workload)].map(([workload, own]) => {
      const running = owned.filter(({ pod, of }) => of?.uid === workload.uid && pod.phase === 'Running')
      return useOf(
        workload,
        own,
        changedMs,
        running.map(({ pod }) => pod),
      )
    }),
  }
}

type Changed = Pick<ObjectUse, 'changedMs' | 'changedBy' | 'perhapsChangedMs'>

const never: Changed = { changedMs: null, changedBy: null, perhapsChangedMs: null }

/** Helm writes labels with every release: only its history tells whether it wrote anything else. `releasedMs`: by that; undefined where it is not known. */
function changeOf({ written, writers }: KeysOnly, releasedMs: number | null | undefined): Changed {
  const { agoMs, perhapsAgoMs, perhapsBy } = written
  const isTold = releasedMs !== undefined && perhapsBy === 'helm'
  const changedMs = isTold && releasedMs !== null ? Math.min(agoMs ?? releasedMs, releasedMs) : agoMs
  const near = writers.find((each) => each.agoMs === changedMs && each.subresource === null)
  return {
    changedMs,
    changedBy: near?.manager ?? (changedMs === agoMs ? null : perhapsBy),
    perhapsChangedMs: isTold ? null : perhapsAgoMs,
  }
}

function missingKeys(keys: readonly string[] | null, uses: readonly Used[]): readonly string[] | null {
  if (keys === null) return null
  const needed = uses.flatMap(({ reference }) => (reference.optional ? [] : reference.keys))
  return [...new Set(needed)].filter((key) => !keys.includes(key))
}

function useOf(workload: Workload, own: readonly Used[], changedMs: number | null, running: readonly Pod[]): Use {
  const references = own.map(({ reference }) => reference)
  const readers = new Set(
    references.flatMap(({ container, how }) =>
      how === 'environment' || how === 'fixed-file' ? (container ?? []) : [],
    ),
  )
  return {
    workload: workloadName(workload),
    containers: [...new Set(references.flatMap(({ container }) => container ?? []))],
    how: [...new Set(references.map(({ how }) => how))],
    stale: running.filter((pod) => isStale(pod, readers, changedMs)).length,
    running: running.length,
  }
}

/** A container reads its environment when it starts, not when its pod does. */
function isStale({ containers }: Pod, readers: ReadonlySet<string>, changedMs: number | null): boolean {
  return (
    changedMs !== null &&
    containers.some(
      ({ name, now }) => readers.has(name) && now.state === 'running' && (now.startedAgoMs ?? 0) > changedMs,
    )
  )
}
