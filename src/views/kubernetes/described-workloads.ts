import type { Row } from '../../core/table.ts'
import type { Manager } from '../../facts/kubernetes/manager.ts'
import type { Probe } from '../../facts/kubernetes/objects/pod-template.ts'
import type { Revisions } from '../../facts/kubernetes/revisions.ts'
import type { ContainerOutline, WorkloadState } from '../../facts/kubernetes/workloads.ts'

export function workloadRow(state: WorkloadState, revisions: Revisions | undefined): Row {
  const { workload, ready, wanted, manager, strategy, createdAgoMs } = state
  const history = revisions?.histories.find((each) => each.workload === workload)
  const latest = history?.revisions[0]?.revision ?? state.revision
  const changes = history?.changes ?? []
  return {
    ...{ workload, ready, wanted, strategy, rollout: rolloutText(state), age: createdAgoMs },
    owner: ownerText(manager),
    ...(latest !== null && { revision: latest }),
    ...(revisions === undefined ? { since: null } : history !== undefined && { since: history.rolledOutMs }),
    ...(changes.length > 0 && { changes: changes.join(', ') }),
  }
}

function rolloutText({ rollout }: WorkloadState): string {
  switch (rollout.state) {
    case 'done':
    case 'manual':
    case 'paused':
      return rollout.state
    case 'unobserved':
      return 'not looked at yet'
    case 'progressing':
      return `in progress: ${rollout.waitsFor}`
    case 'stuck':
      return `stuck: ${rollout.message || rollout.reason}`
  }
}

const managers: Readonly<Record<Manager['by'], string>> = {
  helm: 'Helm release',
  argocd: 'Argo CD application',
  flux: 'Flux',
  operator: '',
  nobody: 'nobody known',
}

/** Whose word counts about an object. */
export function ownerText({ by, name }: Manager): string {
  return [managers[by], name ?? ''].filter((word) => word !== '').join(' ')
}

/** What is not set does not apply. */
export function containerRow(container: ContainerOutline, { workload }: WorkloadState): Row {
  const { name, role, image, requests, limits, ports, probes } = container
  const { readiness, liveness, startup } = probes
  return {
    ...{ container: name, image, role, workload },
    ...(requests.cpu !== null && { cpuRequestMillicores: Math.round(requests.cpu * 1000) }),
    ...(limits.cpu !== null && { cpuLimitMillicores: Math.round(limits.cpu * 1000) }),
    ...(requests.memory !== null && { memoryRequest: requests.memory }),
    ...(limits.memory !== null && { memoryLimit: limits.memory }),
    ...(ports.length > 0 && { ports: ports.map(portText).join(', ') }),
    ...(readiness !== null && { readiness: probeText(readiness) }),
    ...(liveness !== null && { liveness: probeText(liveness) }),
    ...(startup !== null && { startup: probeText(startup) }),
  }
}

function portText({ name, port }: { readonly name: string | null; readonly port: number }): string {
  return name === null ? String(port) : `${port} (${name})`
}

/** `GET /ready :3000, every 10 s, 3 times`: what is asked, and how soon it counts as failed. The query of a path may hold a secret. */
function probeText({ kind, path, port, scheme, periodSeconds, failureThreshold }: Probe): string {
  const at = port === null ? '' : ` :${port}`
  const what = { http: `GET ${(path ?? '/').replace(/[?#].*$/s, '')}`, tcp: 'TCP', exec: 'a command', grpc: 'gRPC' }[
    kind
  ]
  const secure = kind === 'http' && scheme === 'HTTPS' ? ' (https)' : ''
  return `${what}${at}${secure}, every ${periodSeconds} s, ${failureThreshold} times`
}
