import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../../machine/cache.ts'
import { onPath, runTool } from '../../toolchain/tool-run.ts'
import { missingKubernetes } from './missing-kubernetes.ts'

export interface GoProgram {
  readonly name: string
  /** Its source; with a go.mod among them it is built as a module. */
  readonly files: readonly string[]
  readonly linkerFlags?: readonly string[]
  /** Called when it has to be built first. */
  readonly onBuild?: () => void
}

/** The program built from its source, once for each of its texts and each version of Go; statically linked. */
export async function goProgram({ name, files, linkerFlags = [], onBuild }: GoProgram): Promise<string> {
  if (!onPath('go')) throw missingKubernetes('install Go (1.26 or later)')
  const hash = createHash('sha256').update(await runTool('go', ['env', 'GOVERSION', 'GOARCH'], '/'))
  for (const file of files) hash.update(readFileSync(file))
  const key = `${name}-${hash.update(linkerFlags.join()).digest('hex').slice(0, 12)}`
  const folder = await cached(key, async (target) => {
    onBuild?.()
    // Building a module may complete its go.sum: not in the work tree.
    const source = join(target, 'source')
    mkdirSync(source)
    for (const file of files) copyFileSync(file, join(source, basename(file)))
    await build(files, source, ['-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', join(target, name)])
    rmSync(source, { recursive: true })
  })
  return join(folder, name)
}

async function build(files: readonly string[], source: string, flags: readonly string[]): Promise<void> {
  const names = files.map((file) => basename(file))
  const isModule = names.includes('go.mod')
  const what = isModule ? ['-mod=mod', '.'] : names
  const env = { CGO_ENABLED: '0', GO111MODULE: isModule ? 'on' : 'off' }
  try {
    const args = ['build', '-trimpath', '-buildvcs=false', ...flags, ...what]
    await execa('go', args, { cwd: source, env, stdin: 'ignore' })
  } catch (cause) {
    throw missingKubernetes('give Go access to its module proxy', cause)
  }
}
