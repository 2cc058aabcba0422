import { Client } from 'pg'
import { collections } from './kube-hand.ts'
import type { ClusterStage } from './stage.ts'

/** What goes on beside the service on any weekday, and has nothing to do with its faults. The function that is returned ends it. */
export async function makeClusterNoise(stage: ClusterStage): Promise<() => Promise<void>> {
  const { cluster, names, kube, release } = stage
  const { neighbour } = names
  await cluster.apply([
    crashingNeighbour(stage),
    failedJob(stage, `${neighbour}-20251101`),
    failedJob(stage, `${neighbour}-20251102`),
    unusedService(stage),
  ])
  await evictedPod(stage)
  // A rollout that harms nobody, some minutes before; and a setting that somebody changed.
  await release.roll({ web: { env: [{ name: 'LOG_LEVEL', value: 'info' }] } })
  await release.restore()
  await kube.patch(collections.deployments, names.web, { metadata: { annotations: { 'team/on-call': 'blue' } } })
  const session = await foreignSession(stage)
  return async () => {
    await session.end().catch(() => undefined)
  }
}

/** A program of another team in the same namespace, which dies all the time, and one whose helper needs too much memory. */
export function crashingNeighbour({ names, shellImage: image }: ClusterStage): object {
  const { neighbour, namespace } = names
  const labels = { app: neighbour }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: neighbour, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'export', image, command: ['sh', '-c', 'echo "FATAL: no invoices to export"; sleep 2; exit 3'] },
            {
              name: 'helper',
              image,
              command: ['sh', '-c', 'sleep 3; exec dd if=/dev/zero of=/dev/null bs=64M'],
              resources: { limits: { memory: '16Mi' } },
            },
          ],
        },
      },
    },
  }
}

export function failedJob({ names, shellImage: image }: ClusterStage, name: string): object {
  const { neighbour, namespace } = names
  const container = { name: 'export', image, command: ['sh', '-c', 'echo "no space left on device"; exit 1'] }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { app: neighbour } },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: { app: neighbour } },
        spec: { restartPolicy: 'Never', containers: [container] },
      },
    },
  }
}

/** Leads nowhere, and nobody asks it. */
function unusedService({ names }: ClusterStage): object {
  const { neighbour, namespace } = names
  const spec = { selector: { app: `${neighbour}-old` }, ports: [{ port: 8080 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: `${neighbour}-old`, namespace }, spec }
}

/** As the kubelet leaves a pod that it has put out; no scheduler looks at it. */
export async function evictedPod({ kube, names, shellImage: image }: ClusterStage): Promise<string> {
  const name = `${names.neighbour}-7c9f8d6b5-x2lqp`
  await kube.create(collections.pods, {
    metadata: { name, labels: { app: names.neighbour } },
    spec: { schedulerName: 'nobody', containers: [{ name: 'export', image }] },
  })
  const message = 'The node was low on resource: ephemeral-storage.'
  await kube.patch(
    collections.pods,
    name,
    { status: { phase: 'Failed', reason: 'Evicted', message } },
    { part: 'status' },
  )
  return name
}

/** Another team's session on the same server, with a report of two minutes. */
async function foreignSession({ systems, postgres }: ClusterStage): Promise<Client> {
  await postgres.sql("CREATE ROLE billing LOGIN PASSWORD 'bench-billing-Zx55p'")
  const { host, port, database } = systems.postgres
  const login = { user: 'billing', password: 'bench-billing-Zx55p', application_name: 'billing-worker' }
  const session = new Client({ host, port, database, ...login })
  session.on('error', () => undefined)
  await session.connect()
  session.query('SELECT pg_sleep(120)').catch(() => undefined)
  return session
}
