import { type FoundWorkload, ofCronJob, ofJob, ofWorkload } from '../../src/discovery/found-workload.ts'
import { cronJobs, jobs } from '../../src/facts/kubernetes/objects/job.ts'
import { kubeServices } from '../../src/facts/kubernetes/objects/kube-service.ts'
import { daemonSets, deployments, statefulSets } from '../../src/facts/kubernetes/objects/workload.ts'

/** The moment of the server's answer in these objects. */
export const now = Date.parse('2026-11-22T03:00:00Z')

type Labels = Readonly<Record<string, string>>

interface Wish {
  readonly namespace?: string
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly image?: string
  readonly podLabels?: Labels
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string }
  readonly managers?: readonly string[]
  /** Fields of the (first) container. */
  readonly container?: object
  readonly containers?: readonly object[]
  readonly podAnnotations?: Labels
  readonly spec?: object
  readonly status?: object
}

/** A Deployment as the API server returns it. */
export function rawWorkload(kind: string, name: string, wish: Wish = {}): object {
  const podLabels = { app: name, ...wish.podLabels }
  const image = wish.image ?? `registry.example.org/team/${name}:1.4.2`
  const template = {
    metadata: { labels: podLabels, ...(wish.podAnnotations && { annotations: wish.podAnnotations }) },
    spec: { containers: wish.containers ?? [{ name, image, ...wish.container }] },
  }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: wish.namespace ?? 'users',
      uid: `${kind}-${wish.namespace ?? 'users'}-${name}`,
      resourceVersion: '4711',
      creationTimestamp: '2026-11-20T08:00:00Z',
      labels: wish.labels ?? {},
      annotations: wish.annotations ?? {},
      ...(wish.owner && { ownerReferences: [{ apiVersion: 'x/v1', controller: true, ...wish.owner }] }),
      managedFields: (wish.managers ?? ['kubectl-client-side-apply']).map((manager) => ({
        manager,
        operation: 'Update',
        time: '2026-11-20T08:00:00Z',
      })),
    },
    spec:
      kind === 'CronJob'
        ? { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, ...wish.spec }
        : { replicas: 1, selector: { matchLabels: { app: name } }, template, ...wish.spec },
    status: { replicas: 1, readyReplicas: 1, ...wish.status },
  }
}

const readers = { Deployment: deployments, StatefulSet: statefulSets, DaemonSet: daemonSets }

/** The same, as discovery reads it. */
export function workload(kind: keyof typeof readers, name: string, wish: Wish = {}): FoundWorkload {
  return ofWorkload(readers[kind].read(rawWorkload(kind, name, wish), now))
}

export function deployment(name: string, wish: Wish = {}): FoundWorkload {
  return workload('Deployment', name, wish)
}

export function statefulSet(name: string, wish: Wish = {}): FoundWorkload {
  return workload('StatefulSet', name, wish)
}

export function job(name: string, wish: Wish = {}): FoundWorkload {
  return ofJob(jobs.read(rawWorkload('Job', name, wish), now))
}

export function cronJob(name: string, wish: Wish = {}): FoundWorkload {
  return ofCronJob(cronJobs.read(rawWorkload('CronJob', name, wish), now))
}

/** What Helm writes to what it applies, and what a chart's own helper adds. */
export function helm(release: string, application: string, more: Labels = {}) {
  return {
    labels: {
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/instance': release,
      'app.kubernetes.io/name': application,
      'helm.sh/chart': `${application}-1.2.0`,
      ...more,
    },
    annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'users' },
  }
}

interface ServiceWish {
  readonly namespace?: string
  readonly selector?: Labels
  readonly spec?: object
}

/** A Service as the API server returns it. */
export function rawKubeService(name: string, port: number, wish: ServiceWish = {}): object {
  return {
    kind: 'Service',
    metadata: { name, namespace: wish.namespace ?? 'users', uid: `service-${name}` },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.17.4',
      selector: wish.selector ?? { app: name },
      ports: [{ name: 'http', port, protocol: 'TCP', targetPort: port }],
      ...wish.spec,
    },
  }
}

/** The same, as discovery reads it. */
export function kubeService(name: string, port: number, wish: ServiceWish = {}) {
  return kubeServices.read(rawKubeService(name, port, wish), now)
}
