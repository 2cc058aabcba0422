import type { Cluster } from '../../bench/kubernetes/cluster.ts'

/** What an operator may do, as `usrops doctor --rbac` has it; `look` is for one namespace and nothing beyond it. */
export type Tier = 'look' | 'connect' | 'helm'

const read = ['get', 'list', 'watch']

const look = [
  {
    apiGroups: [''],
    resources: [
      ...['pods', 'pods/log', 'services', 'endpoints', 'configmaps', 'events', 'resourcequotas', 'limitranges'],
      ...['persistentvolumeclaims', 'serviceaccounts'],
    ],
    verbs: read,
  },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'],
    verbs: read,
  },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: read },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: read },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: read },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: read },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] },
]

const connect = [
  ...look,
  { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
]

const rules: Readonly<Record<Tier, readonly object[]>> = {
  look,
  connect,
  helm: [...connect, { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }],
}

/** What is beyond namespaces. */
const ofCluster = [
  { apiGroups: [''], resources: ['nodes', 'namespaces', 'persistentvolumes'], verbs: read },
  { apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['get', 'list'] },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses', 'volumeattachments'], verbs: read },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: read },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    verbs: read,
  },
  { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: read },
  { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['apps'], resources: ['deployments', 'daemonsets'], verbs: read },
]

/** Makes somebody with the rights of a tier and returns the kubeconfig of that person. */
export async function grantTier(cluster: Cluster, namespaces: readonly string[], tier: Tier): Promise<string> {
  const user = `on-call-${tier}`
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }]
  const rbac = (kind: string, name: string, body: object, place = {}) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...place },
    ...body,
  })
  const roleRef = (kind: string, name: string) => ({ kind, name, apiGroup: 'rbac.authorization.k8s.io' })
  const beyond = `${user}-cluster`
  await cluster.apply([
    ...namespaces.flatMap((namespace) => [
      rbac('Role', user, { rules: rules[tier] }, { namespace }),
      rbac('RoleBinding', user, { roleRef: roleRef('Role', user), subjects }, { namespace }),
    ]),
    ...(tier === 'look'
      ? []
      : [
          rbac('ClusterRole', beyond, { rules: ofCluster }),
          rbac('ClusterRoleBinding', beyond, { roleRef: roleRef('ClusterRole', beyond), subjects }),
        ]),
  ])
  return await cluster.kubeconfigFor({ user }, namespaces[0])
}
