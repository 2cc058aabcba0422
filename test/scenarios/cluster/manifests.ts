import type { ClusterNames } from './names.ts'
import type { Settings, Variable, WorkloadSettings } from './settings.ts'

export interface Manifest {
  readonly kind: string
}

/** The release as plain manifests, as a team writes them that has no use for Helm. */
export function manifests(names: ClusterNames, settings: Settings): readonly Manifest[] {
  const { web, consumer, cleanUp, migration } = settings
  return [
    object(names, 'v1', 'ServiceAccount', names.service, { automountServiceAccountToken: false }),
    object(names, 'v1', 'ConfigMap', names.configMap, { data: settings.config }),
    object(names, 'batch/v1', 'Job', names.migration, {
      spec: { backoffLimit: 0, template: jobTemplate(names, settings, 'schema', 'migrate', migration.env) },
    }),
    deployment(names, settings, { name: names.web, part: 'http', role: 'web', ...web }),
    deployment(names, settings, { name: names.consumer, part: 'events', role: 'consumer', ...consumer }),
    object(names, 'batch/v1', 'CronJob', names.cleanUp, {
      spec: {
        schedule: '40 2 * * *',
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: { backoffLimit: 0, template: jobTemplate(names, settings, 'nightly', 'clean-up', cleanUp.env) },
        },
      },
    }),
    object(names, 'v1', 'Service', names.kubeService, {
      spec: { selector: labelsOf(names, 'http'), ports: [{ name: 'http', ...settings.service }] },
    }),
    object(names, 'autoscaling/v2', 'HorizontalPodAutoscaler', names.web, {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: names.web },
        ...settings.autoscaling,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
      },
    }),
    object(names, 'policy/v1', 'PodDisruptionBudget', names.web, {
      spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(names, 'http') } },
    }),
  ]
}

function object({ namespace, service }: ClusterNames, apiVersion: string, kind: string, name: string, body: object) {
  return { apiVersion, kind, metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': service } }, ...body }
}

function labelsOf({ service }: ClusterNames, part: string): Readonly<Record<string, string>> {
  return { app: service, tier: part }
}

interface Workload extends WorkloadSettings {
  readonly name: string
  readonly part: string
  readonly role: string
  readonly nodeSelector?: object
  readonly initContainers?: readonly object[]
  readonly sidecars?: readonly object[]
  readonly volumes?: readonly object[]
  readonly volumeMounts?: readonly object[]
}

function deployment(names: ClusterNames, settings: Settings, workload: Workload): Manifest {
  const { name, part, role, nodeSelector, initContainers, sidecars = [], volumes, volumeMounts } = workload
  const main = {
    ...container(names, settings, role, workload.env),
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: workload.readinessProbe,
    livenessProbe: workload.livenessProbe,
    // Until everybody has heard that this pod takes no more.
    lifecycle: { preStop: { sleep: { seconds: 2 } } },
    resources: workload.resources,
    ...(volumeMounts && { volumeMounts }),
  }
  const spec = {
    ...pod(names, settings),
    ...{ nodeSelector, initContainers, volumes },
    containers: [main, ...sidecars],
  }
  return object(names, 'apps/v1', 'Deployment', name, {
    spec: {
      // The autoscaler's business where there is one.
      ...(role === 'web' ? {} : { replicas: workload.replicas }),
      progressDeadlineSeconds: 60,
      selector: { matchLabels: labelsOf(names, part) },
      template: { metadata: { labels: podLabels(names, part) }, spec },
    },
  })
}

function podLabels(names: ClusterNames, part: string): object {
  return { ...labelsOf(names, part), 'app.kubernetes.io/part-of': names.service }
}

function jobTemplate(
  names: ClusterNames,
  settings: Settings,
  part: string,
  role: string,
  env: readonly Variable[],
): object {
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } }
  return {
    metadata: { labels: podLabels(names, part) },
    spec: {
      ...pod(names, settings),
      restartPolicy: 'Never',
      containers: [{ ...container(names, settings, role, env), resources }],
    },
  }
}

function pod({ service }: ClusterNames, { imagePullSecrets, podSecurityContext }: Settings): object {
  const common = { serviceAccountName: service, automountServiceAccountToken: false }
  return { ...common, imagePullSecrets, securityContext: podSecurityContext }
}

function container(names: ClusterNames, settings: Settings, role: string, env: readonly Variable[]): object {
  const { image, secretName, secretVariables } = settings
  const secrets = Object.entries(secretVariables)
    .filter(([, key]) => key !== null)
    .map(([name, key]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretName, key } },
    }))
  return {
    name: names.containers.web,
    image: `${image.repository}:${image.tag}`,
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    envFrom: [{ configMapRef: { name: names.configMap } }],
    env: [...secrets, { name: 'ROLE', value: role }, ...env],
  }
}
