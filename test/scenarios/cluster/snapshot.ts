import { createHash } from 'node:crypto'
import { type Collection, collections, type KubeObject } from './kube-hand.ts'
import { orderApi } from './order-api/manifests.ts'
import type { ClusterStage } from './stage.ts'

const ofNamespace = [
  ...['deployments', 'cronJobs', 'services', 'configMaps', 'secrets', 'autoscalers', 'budgets', 'ingresses'],
  ...['policies', 'quotas', 'limits', 'claims', 'serviceAccounts', 'roles', 'slices', 'jobs'],
] as const
const ofCluster = ['namespaces', 'nodes', 'webhooks', 'apiServices'] as const

/** What is written by programs of the cluster all the time, and says nothing about what a person wanted. */
const volatile = /^(kubernetes\.io|deployment\.kubernetes\.io|kubectl\.kubernetes\.io\/last-applied|autoscaling\.)/

/** All objects as lines `kind name digest`: what somebody wanted, not what became of it. */
export async function clusterSnapshot(stage: ClusterStage): Promise<ReadonlySet<string>> {
  const { kube, names, postgres, kafka, redis } = stage
  const own = [names.namespace, orderApi.namespace].flatMap((namespace) =>
    ofNamespace.map((name) => lines(name, kube.list(collectionOf(name), '', namespace), namespace)),
  )
  const beyond = ofCluster.map((name) => lines(name, kube.list(collectionOf(name), '', null), ''))
  const systems = [
    postgres
      .sql<{ line: string }>("SELECT format('postgres role %s %s', rolname, rolcanlogin) AS line FROM pg_authid")
      .then((rows) => rows.map(({ line }) => line)),
    kafka.topics().then((topics) => topics.map((topic) => `kafka topic ${topic}`)),
    redis.config('GET', 'maxmemory*').then((words) => [`redis config ${String([words].flat().toSorted())}`]),
  ]
  // A system that is down has no lines; it is not compared then.
  const settled = await Promise.all([...own, ...beyond, ...systems].map((part) => part.catch(() => [])))
  return new Set(settled.flat())
}

function collectionOf(name: keyof typeof collections): Collection {
  return collections[name]
}

async function lines(kind: string, objects: Promise<readonly KubeObject[]>, namespace: string): Promise<string[]> {
  const wanted = (await objects).filter((each) => isSomebodysWish(kind, each))
  return wanted.flatMap((each) => {
    const what = [kind, namespace, each.metadata.name].filter(Boolean).join(' ')
    const restarted = each.spec?.template?.metadata.annotations?.[RESTARTED]
    return [
      `${what} ${digest(kind, each)}`,
      ...(restarted === undefined ? [] : [`${RESTART} of ${what} at ${restarted}`]),
    ]
  })
}

const RESTARTED = 'kubectl.kubernetes.io/restartedAt'

/** Begins the line of a Deployment that was restarted: that stays in its template, and is nothing to be taken back. */
export const RESTART = 'restart'

/** Others are made by controllers, or are Helm's memory, which grows with each remedy. */
function isSomebodysWish(kind: string, { metadata, type }: KubeObject): boolean {
  if (kind === 'secrets') return type !== 'helm.sh/release.v1'
  if (kind === 'slices') return metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === undefined
  return metadata.ownerReferences === undefined
}

function digest(kind: string, object: KubeObject): string {
  // A new one for each release, with labels of its own.
  if (kind === 'jobs') return ''
  const { apiVersion, kind: _, metadata, status, ...content } = object
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !volatile.test(name))
  // The autoscaler writes the one, the node's own programs the other.
  const spec = kind === 'deployments' ? { ...content.spec, replicas: undefined } : content.spec
  const wanted = kind === 'nodes' ? { unschedulable: spec.unschedulable } : { ...content, spec }
  const text = JSON.stringify([metadata.labels, annotations, wanted], (key, value) =>
    key === RESTARTED || (key === 'annotations' && Object.keys(value ?? {}).every((name) => name === RESTARTED))
      ? undefined
      : value,
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
