import type { ClusterSession } from '../../../src/clients/kubernetes/session.ts'
import type { LogReader } from '../../../src/clients/logs/client.ts'
import { openPodLogs } from '../../../src/clients/logs/open-pod-logs.ts'
import { podsToRead } from '../../../src/discovery/pods-to-read.ts'
import { pods } from '../../../src/facts/kubernetes/objects/pod.ts'
import { logLines } from '../../../src/facts/logs/lines.ts'

export const budget = () => ({ signal: AbortSignal.timeout(30_000), milliseconds: 30_000 })

/** What a look would know of the logs of the pods with this label. */
export async function logsOf(session: ClusterSession, namespace: string, app: string) {
  const { client, leave } = session.join()
  try {
    const service = { cluster: client, namespace, service: app, workloads: [], helmRelease: null }
    const listed = async () => podsToRead(await client.list(pods, { namespace, labelSelector: `app=${app}` }))
    const connection = await openPodLogs({ service, pods: listed }, budget())
    return await logLines.collect(connection.client as LogReader, budget())
  } finally {
    leave()
  }
}

/** A Deployment whose containers run these shell scripts; the first one is the main one. */
export function deployment(
  namespace: string,
  name: string,
  image: string,
  scripts: Readonly<Record<string, string>>,
  replicas = 1,
) {
  const labels = { app: name }
  const containers = Object.entries(scripts).map(([container, script]) => ({
    name: container,
    image,
    command: ['sh', '-c', script],
    volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
  }))
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 0, containers, volumes: [{ name: 'shared', emptyDir: {} }] },
      },
    },
  }
}
