import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The kubeconfig files there are: those of KUBECONFIG, else kubectl's usual one. They are not read. */
export function kubeconfigFiles({ env, home }: { env: NodeJS.ProcessEnv; home: string }): readonly string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  return (listed.length > 0 ? listed : [join(home, '.kube', 'config')]).filter((path) => existsSync(path))
}
