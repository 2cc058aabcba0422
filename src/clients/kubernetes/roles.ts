import { type Rule, yamlOf } from './role-manifest.ts'

/**
 * What usrops may do on a cluster, each tier with what the one before it has. `look`: see what is there. `connect`: and reach databases through
 * pods, with the passwords of Secrets that are named. `helm`: and read the history of releases, which RBAC cannot tell from other Secrets.
 */
export type Tier = 'look' | 'connect' | 'helm'

export type Subject =
  | { readonly kind: 'User' | 'Group'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }

export interface RoleWishes {
  readonly tier: Tier
  /** One Role and RoleBinding each. */
  readonly namespaces: readonly string[]
  /** Null prints a place to fill in. */
  readonly subject: Subject | null
  /** Also a ClusterRole for what no namespace holds: nodes, webhooks, the cluster's own DNS. */
  readonly clusterWide: boolean
  /** Names of Secrets that `connect` may read. */
  readonly secrets: readonly string[]
}

/** Resources by API group that one look reads in the namespace of a service. A tunnel, a shell and the contents of Secrets are none of them. */
export const readInNamespace: Readonly<Record<string, readonly string[]>> = {
  '': ['configmaps', 'events', 'limitranges', 'persistentvolumeclaims', 'pods', 'resourcequotas', 'services'],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'argoproj.io': ['rollouts'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'discovery.k8s.io': ['endpointslices'],
  'metrics.k8s.io': ['pods'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
}

/** The same of what belongs to the cluster. */
export const readInCluster: Readonly<Record<string, readonly string[]>> = {
  '': ['namespaces', 'nodes'],
  'admissionregistration.k8s.io': ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
  'apiregistration.k8s.io': ['apiservices'],
}

/** Where the cluster keeps what it lives on, and what of it is read there. */
export const readInSystem: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'kube-system': { '': ['services'], apps: ['deployments'], 'discovery.k8s.io': ['endpointslices'] },
  'kube-node-lease': { 'coordination.k8s.io': ['leases'] },
}

const read = ['get', 'list', 'watch'] as const

/** A manifest for `kubectl apply`, which gives a subject what a tier needs and nothing more. */
export function rolesOf(wishes: RoleWishes): string {
  const { tier, namespaces, clusterWide } = wishes
  const name = `usrops-${tier}`
  const inNamespaces = namespaces.map((namespace) => ({ namespace, name, rules: rulesOf(wishes) }))
  const inCluster = { namespace: null, name: 'usrops-look-cluster', rules: clusterRules }
  const inSystem = Object.entries(readInSystem).map(([namespace, groups]) => ({
    ...{ namespace, name: 'usrops-look-cluster' },
    rules: readRules(groups),
  }))
  const roles = [...inNamespaces, ...(clusterWide ? [inCluster, ...inSystem] : [])]
  return yamlOf(notesOn(wishes), roles, wishes.subject)
}

function rulesOf({ tier, secrets }: RoleWishes): readonly Rule[] {
  const look: readonly Rule[] = [
    ...readRules(readInNamespace),
    { groups: [''], resources: ['pods/log'], verbs: ['get'] },
  ]
  if (tier === 'look') return look
  // Until 1.35 a tunnel over a WebSocket needed `get`, since then `create` as well: https://github.com/kubernetes/enhancements/issues/5524
  const tunnel: Rule = { groups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] }
  const named: Rule = { groups: [''], resources: ['secrets'], verbs: ['get'], names: secrets }
  const connect = [...look, tunnel, ...(secrets.length > 0 ? [named] : [])]
  return tier === 'connect' ? connect : [...connect, { groups: [''], resources: ['secrets'], verbs: ['list'] }]
}

/** Everybody who is logged in may ask what they may, unless somebody took that away. */
const clusterRules: readonly Rule[] = [
  ...readRules(readInCluster),
  {
    groups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
]

function readRules(groups: Readonly<Record<string, readonly string[]>>): readonly Rule[] {
  return Object.entries(groups).map(([group, resources]) => ({ groups: [group], resources, verbs: read }))
}

function notesOn({ tier, namespaces, clusterWide, secrets }: RoleWishes): readonly string[] {
  return [
    `What usrops needs on a cluster, tier ${tier}: ${meanings[tier]}. Review it, then pipe it into: kubectl apply -f -`,
    ...(namespaces.length === 0 ? ['No namespace is named: add -n NAMESPACE for each one that holds services.'] : []),
    ...(clusterWide
      ? []
      : ['Nodes, webhooks and the identity of the cluster stay unknown: add --cluster-wide to see them.']),
    ...(tier === 'look' || secrets.length > 0
      ? []
      : ['No Secret may be read: add --secret NAME for each one that holds the address of a database.']),
  ]
}

const meanings: Readonly<Record<Tier, string>> = {
  look: 'get, list and watch, no Secrets, no tunnels',
  connect: 'look, tunnels to ports of pods, and Secrets that are named',
  helm: 'connect, and the list of all Secrets, which holds the history of Helm releases',
}
