import type { Kind } from '../../../clients/kubernetes/client.ts'
import { isRecord, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { type LabelSelector, readLabelSelector } from './label-selector.ts'
import { type Meta, readMeta, writtenAgoMs } from './meta.ts'

/** What may come to, and go from, the pods that it selects; what is not allowed by any of the policies that select a pod is denied. */
export interface NetworkPolicy extends Meta {
  /** An empty one selects every pod of its namespace. */
  readonly podSelector: LabelSelector
  /** Null where the policy says nothing of this direction; no rules: it allows nothing. */
  readonly ingress: readonly PolicyRule[] | null
  readonly egress: readonly PolicyRule[] | null
  /** Since its rules were written the last time. */
  readonly writtenAgoMs: number
}

export interface PolicyRule {
  /** Empty: anybody. */
  readonly peers: readonly PolicyPeer[]
  /** Empty: any port. */
  readonly ports: readonly PolicyPort[]
}

/** Pods (of the policy's own namespace where no namespaces are selected), or addresses. */
export type PolicyPeer =
  | { readonly kind: 'pods'; readonly pods: LabelSelector | null; readonly namespaces: LabelSelector | null }
  | { readonly kind: 'addresses'; readonly cidr: string; readonly except: readonly string[] }

export interface PolicyPort {
  readonly protocol: string
  /** A number, the name of a port of the pod at the other end, or null: any port. */
  readonly port: number | string | null
  /** The last of a range that begins at `port`. */
  readonly endPort: number | null
}

/** Network policies, as the API holds them. */
export const networkPolicies: Kind<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'networkpolicies',
  namespaced: true,
  read: readPolicy,
}

function readPolicy(raw: unknown, now: number): NetworkPolicy {
  const types = listAt(raw, 'spec', 'policyTypes')
  // The API server fills `policyTypes` in; without it, Ingress always counts, and Egress where there are rules for it.
  const hasIngress = types.length === 0 || types.includes('Ingress')
  const hasEgress = types.includes('Egress') || (types.length === 0 && listAt(raw, 'spec', 'egress').length > 0)
  const meta = readMeta(raw, now)
  return {
    ...meta,
    podSelector: readLabelSelector(valueAt(raw, 'spec', 'podSelector')) ?? [],
    ingress: hasIngress ? listAt(raw, 'spec', 'ingress').map((rule) => readRule(rule, 'from')) : null,
    egress: hasEgress ? listAt(raw, 'spec', 'egress').map((rule) => readRule(rule, 'to')) : null,
    writtenAgoMs: writtenAgoMs(raw, ['spec'], now) ?? meta.createdAgoMs,
  }
}

function readRule(raw: unknown, side: 'from' | 'to'): PolicyRule {
  return {
    peers: listAt(raw, side).map(readPeer),
    ports: listAt(raw, 'ports').map((each) => ({
      protocol: textAt(each, 'protocol') ?? 'TCP',
      port: numberAt(each, 'port') ?? textAt(each, 'port'),
      endPort: numberAt(each, 'endPort'),
    })),
  }
}

function readPeer(raw: unknown): PolicyPeer {
  const block = valueAt(raw, 'ipBlock')
  if (isRecord(block)) {
    const except = listAt(block, 'except').filter((each) => typeof each === 'string')
    return { kind: 'addresses', cidr: textAt(block, 'cidr') ?? '', except }
  }
  return {
    kind: 'pods',
    pods: readLabelSelector(valueAt(raw, 'podSelector')),
    namespaces: readLabelSelector(valueAt(raw, 'namespaceSelector')),
  }
}
