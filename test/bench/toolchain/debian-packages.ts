import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, locked } from '../machine/cache.ts'
import { onPath, runTool } from './tool-run.ts'

/** Whether this machine can fetch Debian packages. */
export function hasApt(): boolean {
  return onPath('apt-get') !== undefined && onPath('dpkg') !== undefined
}

/**
 * Unpacks Debian packages, and the libraries they need and this machine lacks, into `target`; installs nothing.
 * The package lists are our own too, so that it works without root and on images that were shipped without lists.
 */
export async function unpackDebian(packages: readonly string[], target: string): Promise<void> {
  const folder = join(target, 'packages')
  mkdirSync(folder)
  try {
    await download(packages, folder)
  } catch {
    await updateOwnLists()
    await download(packages, folder)
  }
  for (const file of readdirSync(folder)) await runTool('dpkg', ['-x', file, target], folder)
  rmSync(folder, { recursive: true })
}

/** The folders of an unpacked package that hold libraries, for LD_LIBRARY_PATH. */
export function libraryPath(target: string): string {
  const multiarch = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`
  return ['usr/lib', 'lib'].map((folder) => join(target, folder, multiarch)).join(':')
}

async function download(packages: readonly string[], folder: string): Promise<void> {
  const options = ownLists()
  const needed = await missingLibraries(packages, options)
  await runTool('apt-get', [...options, '-q', 'download', ...packages, ...needed], folder)
}

async function missingLibraries(packages: readonly string[], options: readonly string[]): Promise<string[]> {
  const output = await runTool('apt-cache', [...options, 'depends', '--important', ...packages], '/')
  const libraries = [...output.matchAll(/^\s+(?:Pre)?Depends: (lib[\w.+-]+)$/gm)].map(([, name = '']) => name)
  const checked = await Promise.all(
    [...new Set(libraries)].map(async (name) => ((await isInstalled(name)) ? [] : [name])),
  )
  return checked.flat()
}

async function isInstalled(name: string): Promise<boolean> {
  const status = await runTool('dpkg-query', ['--status', name], '/').catch(() => '')
  return status.includes('\nStatus: install ok installed\n')
}

/** apt itself gives up when another process is updating the same lists. */
function updateOwnLists(): Promise<unknown> {
  const folder = join(cacheFolder(), 'apt')
  return locked(`${folder}.lock`, async () => {
    for (const part of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, part), { recursive: true })
    await runTool('apt-get', [...ownLists(), '-q', 'update'], '/')
  })
}

function ownLists(): string[] {
  const folder = join(cacheFolder(), 'apt')
  return [
    ...['-o', `Dir::State::Lists=${join(folder, 'lists')}`],
    ...['-o', `Dir::Cache=${folder}`],
    // Else apt drops to its own user, who may not write into our folders.
    ...['-o', 'APT::Sandbox::User=root'],
  ]
}
