import { createHash } from 'node:crypto'
import { flagAt, isRecord, listAt, numberAt, textAt, textsAt, valueAt } from '../../../core/json.ts'
import { readContainers } from './container-spec.ts'

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
  /** The same for two templates that make the same pods: the hash of the revision and the stamp of `kubectl rollout restart` do not count. */
  readonly digest: string
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

/** What stands under `spec.template` of a workload. */
export function readPodTemplate(template: unknown): PodTemplate {
  const spec = valueAt(template, 'spec')
  return {
    labels: textsAt(template, 'metadata', 'labels'),
    annotations: textsAt(template, 'metadata', 'annotations'),
    serviceAccount: textAt(spec, 'serviceAccountName') ?? 'default',
    hostNetwork: flagAt(spec, 'hostNetwork'),
    pullSecrets: listAt(spec, 'imagePullSecrets').flatMap((each) => textAt(each, 'name') ?? []),
    containers: readContainers(spec),
    volumes: listAt(spec, 'volumes').flatMap(readVolume),
    nodeSelector: textsAt(spec, 'nodeSelector'),
    terminationGraceSeconds: numberAt(spec, 'terminationGracePeriodSeconds') ?? 30,
    digest: digestOf(template),
  }
}

/** The server writes fields in one order, so that equal templates are equal texts. */
function digestOf(template: unknown): string {
  const {
    'pod-template-hash': _set,
    'rollouts-pod-template-hash': _rollout,
    ...labels
  } = textsAt(template, 'metadata', 'labels')
  const { 'kubectl.kubernetes.io/restartedAt': _restart, ...annotations } = textsAt(template, 'metadata', 'annotations')
  return createHash('sha256')
    .update(JSON.stringify([labels, annotations, valueAt(template, 'spec')]))
    .digest('base64url')
    .slice(0, 16)
}

/** One entry for each thing that stands behind a volume: a projected one has several. */
function readVolume(raw: unknown): readonly VolumeSpec[] {
  const name = textAt(raw, 'name') ?? ''
  const claim = textAt(raw, 'persistentVolumeClaim', 'claimName')
  if (claim !== null) return [{ name, kind: 'claim', claim }]
  const sources = [raw, ...listAt(raw, 'projected', 'sources')].flatMap((source) => [
    ...readObject(name, 'config-map', valueAt(source, 'configMap'), 'name'),
    ...readObject(name, 'secret', valueAt(source, 'secret'), source === raw ? 'secretName' : 'name'),
  ])
  return sources.length > 0 ? sources : [{ name, kind: 'other' }]
}

function readObject(name: string, kind: 'config-map' | 'secret', raw: unknown, field: string): readonly VolumeSpec[] {
  if (!isRecord(raw)) return []
  const keys = listAt(raw, 'items').flatMap((each) => textAt(each, 'key') ?? [])
  return [{ name, kind, object: textAt(raw, field) ?? '', optional: flagAt(raw, 'optional'), keys }]
}
