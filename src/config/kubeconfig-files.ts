import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where the kubelet puts the identity of a pod: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const podToken = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** What leads to a cluster from here: the files of KUBECONFIG, else kubectl's usual one, else the pod that this runs in. They are not read. */
export function kubeconfigFiles({ env, home }: { env: NodeJS.ProcessEnv; home: string }): readonly string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  const files = (listed.length > 0 ? listed : [join(home, '.kube', 'config')]).filter((path) => existsSync(path))
  const isInPod = files.length === 0 && Boolean(env.KUBERNETES_SERVICE_HOST) && existsSync(podToken)
  return isInPod ? ['the service account of this pod'] : files
}
