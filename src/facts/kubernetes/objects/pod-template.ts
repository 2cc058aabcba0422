/** What a pod is made from. In memory only: environment values may be secrets, so facts copy what they need and never these. */
export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly hostNetwork: boolean
  readonly pullSecrets: readonly string[]
  /** Init containers first, in their order. */
  readonly containers: readonly ContainerSpec[]
  readonly volumes: readonly VolumeSpec[]
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly terminationGraceSeconds: number
}

export type ContainerRole = 'init' | 'sidecar' | 'app'

export interface ContainerSpec {
  readonly name: string
  /** `sidecar`: an init container that stays (restartPolicy Always). */
  readonly role: ContainerRole
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly env: readonly EnvEntry[]
  readonly envFrom: readonly EnvFrom[]
  readonly mounts: readonly { readonly volume: string; readonly path: string; readonly subPath: string | null }[]
  readonly ports: readonly { readonly name: string | null; readonly port: number; readonly protocol: string }[]
  readonly requests: Resources
  readonly limits: Resources
  readonly probes: { readonly liveness: Probe | null; readonly readiness: Probe | null; readonly startup: Probe | null }
  readonly hasPreStop: boolean
}

/** Cores and bytes; null where none is set. */
export interface Resources {
  readonly cpu: number | null
  readonly memory: number | null
}

/** The value stands there, or in one key of an object, or is a field of the pod. */
export type EnvEntry =
  | { readonly name: string; readonly kind: 'value'; readonly value: string }
  | {
      readonly name: string
      readonly kind: 'config-map' | 'secret'
      readonly object: string
      readonly key: string
      readonly optional: boolean
    }
  | { readonly name: string; readonly kind: 'field'; readonly path: string }

export interface EnvFrom {
  readonly kind: 'config-map' | 'secret'
  readonly object: string
  readonly prefix: string
  readonly optional: boolean
}

export interface Probe {
  readonly kind: 'http' | 'tcp' | 'exec' | 'grpc'
  readonly path: string | null
  /** A number, or the name of a port of the container. */
  readonly port: number | string | null
  readonly scheme: 'HTTP' | 'HTTPS'
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly failureThreshold: number
}

/** What stands behind a volume, as far as it can go missing. */
export type VolumeSpec = { readonly name: string } & (
  | {
      readonly kind: 'config-map' | 'secret'
      readonly object: string
      readonly optional: boolean
      readonly keys: readonly string[]
    }
  | { readonly kind: 'claim'; readonly claim: string }
  | { readonly kind: 'other' }
)
