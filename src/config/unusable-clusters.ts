import { resolve } from 'node:path'
import type { EnvironmentSource, SourceWishes } from './environment-source.ts'

/** Clusters whose context is in no kubeconfig of this machine, in words. Connects nowhere. */
export async function unusableClusters(
  { name, folder, clusters }: EnvironmentSource,
  { env, home }: SourceWishes,
): Promise<readonly string[]> {
  if (clusters.length === 0) return []
  const { readKubeconfig } = await import('../clients/kubernetes/kubeconfig.ts')
  const tried = clusters.map(async ({ context, kubeconfig }, index) => {
    const place = `environments.${name}.clusters[${index}]`
    const path = kubeconfig === undefined ? {} : { kubeconfig: resolve(folder, kubeconfig) }
    try {
      const found = await readKubeconfig(path, { ...env, HOME: home })
      if (found === null) return [`${place} needs a kubeconfig, and there is none`]
      const wanted = context ?? found.current
      if (wanted !== null && found.contexts.has(wanted)) return []
      const which =
        wanted === null ? 'needs a current context, and the kubeconfig has none' : `names the context ${wanted}`
      return [`${place} ${which}${wanted === null ? '' : `, which ${found.files.join(', ')} does not have`}`]
    } catch (error) {
      return [`${place}: ${error instanceof Error ? error.message : 'the kubeconfig cannot be read'}`]
    }
  })
  return (await Promise.all(tried)).flat()
}
