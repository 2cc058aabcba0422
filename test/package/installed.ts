import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** usrops as `npm pack` makes it and `npm install --global` installs it, in a folder of its own. */
export interface Installed {
  readonly folder: string
  /** Where the files of the package are. */
  readonly root: string
  /** A home folder with nothing in it, and a cache folder that does not exist yet. */
  readonly env: NodeJS.ProcessEnv
  usrops(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>
  [Symbol.asyncDispose](): Promise<void>
}

/** Installs without a network: what is not in the tarball cannot come from anywhere. */
export async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'usrops-package-'))
  const home = join(folder, 'home')
  const prefix = join(folder, 'prefix')
  await mkdir(home)
  const env = { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), HOME: home }
  const npm = (words: readonly string[]) =>
    succeed('npm', words, { ...env, npm_config_cache: join(folder, 'npm-cache'), npm_config_update_notifier: 'false' })
  await npm(['pack', '--pack-destination', folder])
  await npm(['install', '--global', '--offline', '--prefix', prefix, ...(await tarballsIn(folder))])
  const own = { ...env, XDG_CACHE_HOME: join(folder, 'cache'), XDG_STATE_HOME: join(folder, 'state') }
  return {
    folder,
    root: join(prefix, 'lib', 'node_modules', 'usrops'),
    env: own,
    usrops(words, more = {}) {
      return run(join(prefix, 'bin', 'usrops'), words, { env: { ...own, ...more }, cwd: home })
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Runs a program to its end. */
export async function run(
  command: string,
  words: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<Ended> {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}

async function succeed(command: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { code, stderr } = await run(command, words, { env })
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}\n${stderr}`)
}

async function tarballsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name))
}
