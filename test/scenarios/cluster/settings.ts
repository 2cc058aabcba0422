/** One variable of a container, as Kubernetes has it. */
export interface Variable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: object
}

/** How one Deployment is run. Members that Kubernetes knows are in its own form. */
export interface WorkloadSettings {
  readonly replicas: number
  readonly env: readonly Variable[]
  readonly resources: object
  readonly readinessProbe: object
  readonly livenessProbe: object
}

export interface WebSettings extends WorkloadSettings {
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly initContainers: readonly object[]
  readonly sidecars: readonly object[]
  readonly volumes: readonly object[]
  readonly volumeMounts: readonly object[]
}

/** The wishes for one release: the values of the chart, and what the plain manifests are made from. */
export interface Settings {
  readonly image: { readonly repository: string; readonly tag: string }
  readonly imagePullSecrets: readonly { readonly name: string }[]
  /** The content of the ConfigMap. */
  readonly config: Readonly<Record<string, string>>
  readonly secretName: string
  /** Keys of the Secret by variable. */
  readonly secretVariables: Readonly<Record<string, string>>
  readonly podSecurityContext: object
  readonly web: WebSettings
  readonly consumer: WorkloadSettings
  readonly migration: { readonly env: readonly Variable[] }
  readonly cleanUp: { readonly env: readonly Variable[] }
  readonly service: { readonly port: number; readonly targetPort: string | number }
  readonly autoscaling: { readonly minReplicas: number; readonly maxReplicas: number }
}

/** Some of the wishes; lists are replaced as a whole, as Helm does it, and null takes a member of an object away. */
export type Changes = { readonly [Member in keyof Settings]?: Partial<Settings[Member]> | object }

const probe = (path: string) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 3 })

/** What both forms have in common. */
export const usualSettings = {
  podSecurityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  readinessProbe: (path: string) => ({ ...probe(path), periodSeconds: 2, failureThreshold: 2 }),
  // Half a minute: what hangs for longer is restarted.
  livenessProbe: (path: string) => ({ ...probe(path), initialDelaySeconds: 5, periodSeconds: 3, failureThreshold: 10 }),
  resources: (cpu: string) => ({ requests: { cpu, memory: '96Mi' }, limits: { memory: '256Mi' } }),
}

/** Lays changes over settings. */
export function changed<Value extends object>(value: Value, changes: object): Value {
  const entries = Object.entries(changes).map(([name, wish]) => {
    const before: unknown = Reflect.get(value, name)
    return [name, isPlain(wish) && isPlain(before) ? changed(before, wish) : wish]
  })
  return { ...value, ...Object.fromEntries(entries) }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
