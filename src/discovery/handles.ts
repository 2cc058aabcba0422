import type { Handles } from '../core/topology.ts'
import { databaseOfImage } from './database-image.ts'
import type { FoundService } from './found-service.ts'
import { type FoundWorkload, mainContainer, refText } from './found-workload.ts'
import type { OpenCluster } from './open-clusters.ts'

/** The words that people type about a service on a cluster, pinned to its context and namespace. */
export function serviceHandles({ namespace, workloads, helmRelease }: FoundService, cluster: OpenCluster): Handles {
  const kubectl = [...cluster.session.access.kubectl, '-n', namespace]
  // A paused Deployment refuses to be restarted, and a job is not restarted but run again.
  const rolling = workloads.filter(
    ({ ref, paused }) => !paused && /^(Deployment|StatefulSet|DaemonSet)$/.test(ref.kind),
  )
  return {
    kubectl,
    helm: [...cluster.session.access.helm, '-n', helmRelease?.namespace ?? namespace],
    ...(rolling.length > 0 && {
      restart: [...kubectl, 'rollout', 'restart', ...rolling.map(({ ref }) => refText(ref))],
    }),
  }
}

/** kubectl where a database runs, and a client inside its pods where that needs no secret. */
export function databaseHandles(service: FoundService, cluster: OpenCluster, database: string | undefined): Handles {
  const [workload] = service.workloads
  const words = workload && clientInPod(workload, service, database)
  const kubectl = [...cluster.session.access.kubectl, '-n', service.namespace]
  if (workload === undefined || words === undefined) return { kubectl }
  return { kubectl, client: [...kubectl, 'exec', refText(workload.ref), '--', ...words] }
}

function clientInPod(
  workload: FoundWorkload,
  { database: kind }: FoundService,
  database: string | undefined,
): readonly string[] | undefined {
  const container = mainContainer(workload)
  if (container === undefined) return undefined
  const image = container.image.replace(/^.*\//, '')
  const set = (name: string) => container.env.find((each) => each.name === name)
  if (kind === 'postgres') {
    // The official image trusts its own socket; others ask for a password there, too.
    if (!/^(postgres|postgis|timescaledb|pgvector)[:@]?/.test(image) || image.startsWith('postgresql')) return undefined
    const user = set('POSTGRES_USER')
    if (user !== undefined && user.kind !== 'value') return undefined
    const name = user?.value || 'postgres'
    return ['psql', '-X', '-U', name, '-d', database ?? name]
  }
  if (kind !== 'redis' || databaseOfImage(container.image) !== 'redis') return undefined
  const words = [...container.command, ...container.args].join(' ')
  const hasPassword =
    /requirepass|aclfile|\.conf\b/.test(words) || container.env.some(({ name }) => /PASSWORD/i.test(name))
  return hasPassword || container.envFrom.length > 0 ? undefined : ['redis-cli']
}
