import { z } from 'zod'
import { identity, name } from './names.ts'

/** The name of a namespace, as Kubernetes has it: RFC 1123. */
const namespace = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { error: 'write the name of a namespace' })

/** One Kubernetes cluster of an environment. */
export const cluster = z.strictObject({
  name: name.optional().describe('How it is called here and in the output; the name of its context without it'),
  context: z.string().min(1).optional().describe('Of the kubeconfig; its current one without it'),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe('Path, relative to this file; without it KUBECONFIG, else ~/.kube/config'),
  namespaces: z.array(namespace).min(1).optional().describe('Where to look; the namespace of the context without it'),
  identity: identity.optional().describe('UID of its namespace kube-system; another cluster is never examined'),
})

/** Where a service runs on a cluster. */
export const placeOnCluster = {
  cluster: name.optional().describe('The name of one of the clusters of this environment'),
  namespace: namespace.optional(),
  workloads: z
    .array(
      z.string().regex(/^(deployment|statefulset|daemonset|replicaset|job|cronjob|rollout|pod)\/[a-z0-9][-a-z0-9.]*$/, {
        error: 'write KIND/NAME: deployment/user-service',
      }),
    )
    .min(1)
    .optional()
    .describe('What it is made of: deployment/user-service, statefulset/…, cronjob/…; found by its name without it'),
}

export const credentials = z
  .enum(['application', 'none'])
  .describe('application: use the logins that the workloads themselves have, read from named Secrets; none by default')

export type ClusterConfig = z.infer<typeof cluster>
export type Credentials = z.infer<typeof credentials>
