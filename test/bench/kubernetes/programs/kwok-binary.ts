import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../../machine/cache.ts'
import type { Progress } from '../../machine/progress.ts'
import { onPath, runTool } from '../../toolchain/tool-run.ts'
import { missingKubernetes } from './missing-kubernetes.ts'

const MODULE = 'sigs.k8s.io/kwok'
const VERSION = 'v0.8.0'

export interface Kwok {
  readonly program: string
  /** How fake nodes and pods live: what `--config` wants to be told. */
  readonly stages: string
}

/** KWOK, which adds thousands of nodes and pods to an API server that nobody runs; built once, on demand only. */
export async function kwokBinary(onProgress: Progress): Promise<Kwok> {
  if (!onPath('go')) throw missingKubernetes('install Go (1.26 or later)')
  const folder = await cached(`kwok-${VERSION}`, async (target) => {
    onProgress('building KWOK, once, about 1 minute')
    try {
      const env = { GOBIN: target, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' }
      await execa('go', ['install', `${MODULE}/cmd/kwok@${VERSION}`], { cwd: target, env, stdin: 'ignore' })
      await copyStages(target)
    } catch (cause) {
      throw missingKubernetes('give Go access to its module proxy', cause)
    }
  })
  return { program: join(folder, 'kwok'), stages: join(folder, 'stages.yaml') }
}

async function copyStages(target: string): Promise<void> {
  const module = JSON.parse(await runTool('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`], target))
  const folders = ['node/fast', 'node/heartbeat', 'pod/fast'].map((kind) => join(module.Dir, 'kustomize/stage', kind))
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
      .map((name) => join(folder, name)),
  )
  writeFileSync(join(target, 'stages.yaml'), files.map((file) => readFileSync(file, 'utf8')).join('\n---\n'))
}
