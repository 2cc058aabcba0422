import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { asked, seenOf } from '../kubernetes/asked.ts'
import { autoscalers } from '../kubernetes/objects/autoscaler.ts'
import { jobs } from '../kubernetes/objects/job.ts'
import type { Workload } from '../kubernetes/objects/workload.ts'
import { workloadsOf } from '../kubernetes/own.ts'
import { rolloutOf } from '../kubernetes/rollout.ts'
import { type Drift, driftOf } from './drift.ts'
import type { Hook, Payload } from './objects/payload.ts'
import { named, ofRelease, type ReleaseRecord, type Storage, storages } from './objects/record.ts'

/** The Helm release that a service belongs to; null where none does. */
export interface Release {
  readonly name: string
  readonly driver: Storage['driver']
  /** Newest first. */
  readonly revisions: readonly Revision[]
  /** Of the live workloads from the revision that is deployed; null where it could not be read. */
  readonly drift: readonly Drift[] | null
  /** How long nothing has moved that a running `helm --wait` could wait for; null where something has not finished. */
  readonly idleMs: number | null
}

export interface Revision {
  readonly revision: number
  /** By the payload where it was read, else by the label. */
  readonly status: string
  readonly label: string
  readonly ageMs: number
  readonly contents: RevisionContents | null
}

export interface RevisionContents {
  /** Masked: `Upgrade complete`, `Upgrade "users" failed: timed out waiting for the condition`. */
  readonly description: string
  readonly chart: string
  readonly appVersion: string | null
  readonly applyMethod: string | null
  readonly hooks: readonly Hook[]
  readonly objects: readonly { readonly kind: string; readonly name: string; readonly digest: string | null }[]
}

/** How many of the newest revisions are read whole, besides the one that is deployed. */
const readWhole = 3

/** The history of the release, by labels; and what is in the newest revisions, without values. */
export const release = defineFacts<Release | null, ServiceInCluster>({
  id: 'helm.release',
  system: 'helm',
  cost: 'cheap',
  async collect(client) {
    if (client.helmRelease === null) return null
    const { storage, records } = await historyOf(client, client.helmRelease)
    const payloads = await payloadsOf(client, storage, records)
    const workloads = await workloadsOf(client)
    const deployed = records.find(({ status }) => status === 'deployed')
    const manifest = deployed && payloads.get(deployed.revision)
    return {
      name: client.helmRelease,
      driver: storage.driver,
      revisions: records.map((record) => revisionOf(record, payloads.get(record.revision))),
      drift: manifest ? await driftOf(manifest, workloads, await scaledBy(client, workloads)) : null,
      idleMs: await idleFor(client, workloads),
    }
  },
})

export interface ReleaseHistory {
  readonly storage: Storage
  /** Newest first. */
  readonly records: readonly ReleaseRecord[]
}

/** The revisions of a release by their labels, and where they are kept. */
export async function historyOf({ cluster, namespace }: ServiceInCluster, name: string): Promise<ReleaseHistory> {
  const seen = await Promise.all(
    storages.map(async (storage) => ({
      storage,
      answer: await asked(cluster.list(storage.records, ofRelease(namespace, name))),
    })),
  )
  for (const { storage, answer } of seen) {
    const records = seenOf(answer) ?? []
    if (records.length > 0)
      return { storage, records: records.toSorted((left, right) => right.revision - left.revision) }
  }
  for (const { answer } of seen) {
    if ('unasked' in answer) throw new CannotAsk(answer.unasked.kind, answer.unasked.reason, answer.unasked.grant)
  }
  throw new CannotAsk('unsupported', `Helm keeps no history of the release ${name} in the namespace ${namespace}`)
}

/** What is in the newest revisions and in the one that is deployed, by number. */
export async function payloadsOf(
  { cluster, namespace }: Pick<ServiceInCluster, 'cluster' | 'namespace'>,
  { contents }: Storage,
  records: readonly ReleaseRecord[],
): Promise<ReadonlyMap<number, Payload>> {
  const wanted = records.filter(({ status }, index) => index < readWhole || status === 'deployed')
  const read = await Promise.all(
    wanted.map(async ({ name, revision }) => {
      const found = seenOf(await asked(cluster.list(contents, named(namespace, name))))
      return { revision, payload: found?.[0]?.payload ?? null }
    }),
  )
  return new Map(read.flatMap(({ revision, payload }) => (payload === null ? [] : [[revision, payload] as const])))
}

function revisionOf({ revision, status, createdAgoMs, modifiedAgoMs }: ReleaseRecord, payload?: Payload): Revision {
  return {
    revision,
    status: payload?.status ?? status,
    label: status,
    ageMs: Math.min(createdAgoMs, modifiedAgoMs ?? createdAgoMs),
    contents:
      payload === undefined
        ? null
        : {
            description: mask(payload.description),
            chart: `${payload.chart.name}-${payload.chart.version}`,
            appVersion: payload.chart.appVersion,
            applyMethod: payload.applyMethod,
            hooks: payload.hooks,
            objects: payload.objects.map(({ kind, name, digest }) => ({ kind, name, digest })),
          },
  }
}

/** Workloads whose number of replicas an autoscaler sets. */
async function scaledBy(
  { cluster, namespace }: ServiceInCluster,
  workloads: readonly Workload[],
): Promise<ReadonlySet<string>> {
  const scalers = seenOf(await asked(cluster.list(autoscalers, { namespace }))) ?? []
  return new Set(
    workloads
      .filter(({ kind, name }) => scalers.some(({ scales }) => scales.kind === kind && scales.name === name))
      .map(({ uid }) => uid),
  )
}

/** Helm waits for hooks and, with `--wait`, for rollouts; when all are done it ends within seconds. */
async function idleFor(
  { cluster, namespace, helmRelease }: ServiceInCluster,
  workloads: readonly Workload[],
): Promise<number | null> {
  const running = seenOf(await asked(cluster.list(jobs, { namespace })))
  const hooks = running?.some(({ hook, active, annotations }) => {
    const of = annotations['meta.helm.sh/release-name'] ?? helmRelease
    return hook !== null && active > 0 && of === helmRelease
  })
  const isDone = workloads.every((each) => rolloutOf(each).state === 'done' && each.available >= each.wanted)
  if (hooks !== false || !isDone) return null
  const ages = workloads.flatMap(({ writers }) => writers.flatMap(({ agoMs }) => agoMs ?? []))
  return ages.length === 0 ? null : Math.min(...ages)
}
