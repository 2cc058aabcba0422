import { flagAt, isRecord, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import type { ContainerRole, ContainerSpec, EnvEntry, EnvFrom, Probe, Resources } from './pod-template.ts'
import { readQuantity } from './quantity.ts'

/** The containers of a pod's spec, init containers first. */
export function readContainers(spec: unknown): readonly ContainerSpec[] {
  return eachContainer(spec, readContainer)
}

/** Walks the containers of a pod's spec with their role, init containers first. */
export function eachContainer<Value>(
  spec: unknown,
  read: (raw: unknown, role: ContainerRole) => Value,
): readonly Value[] {
  return [
    ...listAt(spec, 'initContainers').map((each) =>
      read(each, textAt(each, 'restartPolicy') === 'Always' ? 'sidecar' : 'init'),
    ),
    ...listAt(spec, 'containers').map((each) => read(each, 'app')),
  ]
}

export function readResources(raw: unknown): Resources {
  return { cpu: readQuantity(valueAt(raw, 'cpu')), memory: readQuantity(valueAt(raw, 'memory')) }
}

function readContainer(raw: unknown, role: ContainerRole): ContainerSpec {
  return {
    name: textAt(raw, 'name') ?? '',
    role,
    image: textAt(raw, 'image') ?? '',
    command: textList(raw, 'command'),
    args: textList(raw, 'args'),
    env: listAt(raw, 'env').flatMap(readEnv),
    envFrom: listAt(raw, 'envFrom').flatMap(readEnvFrom),
    mounts: listAt(raw, 'volumeMounts').map((each) => ({
      volume: textAt(each, 'name') ?? '',
      path: textAt(each, 'mountPath') ?? '',
      subPath: textAt(each, 'subPath') ?? textAt(each, 'subPathExpr'),
    })),
    ports: listAt(raw, 'ports').map((each) => ({
      name: textAt(each, 'name'),
      port: numberAt(each, 'containerPort') ?? 0,
      protocol: textAt(each, 'protocol') ?? 'TCP',
    })),
    requests: readResources(valueAt(raw, 'resources', 'requests')),
    limits: readResources(valueAt(raw, 'resources', 'limits')),
    probes: {
      liveness: readProbe(valueAt(raw, 'livenessProbe')),
      readiness: readProbe(valueAt(raw, 'readinessProbe')),
      startup: readProbe(valueAt(raw, 'startupProbe')),
    },
    hasPreStop: isRecord(valueAt(raw, 'lifecycle', 'preStop')),
  }
}

function readEnv(raw: unknown): readonly EnvEntry[] {
  const name = textAt(raw, 'name') ?? ''
  const from = valueAt(raw, 'valueFrom')
  if (!isRecord(from)) return [{ name, kind: 'value', value: textAt(raw, 'value') ?? '' }]
  for (const [kind, field] of [
    ['config-map', 'configMapKeyRef'],
    ['secret', 'secretKeyRef'],
  ] as const) {
    const reference = from[field]
    if (!isRecord(reference)) continue
    const object = textAt(reference, 'name') ?? ''
    return [{ name, kind, object, key: textAt(reference, 'key') ?? '', optional: flagAt(reference, 'optional') }]
  }
  const path = textAt(from, 'fieldRef', 'fieldPath') ?? textAt(from, 'resourceFieldRef', 'resource')
  return path === null ? [] : [{ name, kind: 'field', path }]
}

function readEnvFrom(raw: unknown): readonly EnvFrom[] {
  const prefix = textAt(raw, 'prefix') ?? ''
  return (
    [
      ['config-map', 'configMapRef'],
      ['secret', 'secretRef'],
    ] as const
  ).flatMap(([kind, field]) => {
    const reference = valueAt(raw, field)
    if (!isRecord(reference)) return []
    return [{ kind, object: textAt(reference, 'name') ?? '', prefix, optional: flagAt(reference, 'optional') }]
  })
}

/** The defaults of the API server stand in for what an object of an old version leaves out. */
function readProbe(raw: unknown): Probe | null {
  const [kind, handler] = handlerOf(raw)
  if (kind === null) return null
  return {
    kind,
    path: textAt(handler, 'path'),
    port: numberAt(handler, 'port') ?? textAt(handler, 'port'),
    scheme: textAt(handler, 'scheme') === 'HTTPS' ? 'HTTPS' : 'HTTP',
    initialDelaySeconds: numberAt(raw, 'initialDelaySeconds') ?? 0,
    periodSeconds: numberAt(raw, 'periodSeconds') ?? 10,
    timeoutSeconds: numberAt(raw, 'timeoutSeconds') ?? 1,
    failureThreshold: numberAt(raw, 'failureThreshold') ?? 3,
  }
}

function handlerOf(raw: unknown): readonly [Probe['kind'] | null, unknown] {
  for (const [kind, field] of [
    ['http', 'httpGet'],
    ['tcp', 'tcpSocket'],
    ['exec', 'exec'],
    ['grpc', 'grpc'],
  ] as const) {
    const handler = valueAt(raw, field)
    if (isRecord(handler)) return [kind, handler]
  }
  return [null, undefined]
}

function textList(raw: unknown, field: string): readonly string[] {
  return listAt(raw, field).filter((each) => typeof each === 'string')
}
