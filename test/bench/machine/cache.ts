import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { namesIn } from './names-in.ts'
import { isRunning, startedAt } from './process-table.ts'
import { isRoot } from './unprivileged-user.ts'

/**
 * Where the toolchain is kept between runs: `$USROPS_BENCH_CACHE`, for root `/var/cache/usrops-bench` (PostgreSQL runs as
 * another user, who cannot enter /root), else `usrops-bench` in the user's cache folder.
 */
export function cacheFolder(): string {
  const { USROPS_BENCH_CACHE, XDG_CACHE_HOME } = process.env
  if (USROPS_BENCH_CACHE) return USROPS_BENCH_CACHE
  if (isRoot) return '/var/cache/usrops-bench'
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'usrops-bench')
}

const PART = '.part-'
const underWay = new Map<string, Promise<string>>()

/**
 * The cached folder `key`, built by `build` into an empty folder when it is not there. The folder appears whole or not at
 * all; of several processes that need it at once, one builds and the others wait.
 */
export function cached(key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), key)
  if (existsSync(folder)) return Promise.resolve(folder)
  const begun = underWay.get(folder)
  if (begun) return begun
  const building = buildLocked(folder, build).finally(() => underWay.delete(folder))
  underWay.set(folder, building)
  return building
}

/** Runs `work` while no other process on this machine runs work under the same lock file. */
export async function locked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  const unlock = await lock(file)
  try {
    return await work()
  } finally {
    unlock()
  }
}

async function buildLocked(folder: string, build: (folder: string) => Promise<void>): Promise<string> {
  return await locked(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder
    removeLeftovers(folder)
    const unfinished = `${folder}${PART}${process.pid}`
    mkdirSync(unfinished, { mode: 0o755 })
    await build(unfinished)
    renameSync(unfinished, folder)
    return folder
  })
}

/** What builders left that were killed. */
function removeLeftovers(folder: string): void {
  const prefix = basename(folder) + PART
  for (const name of namesIn(dirname(folder)).filter((each) => each.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length))
    if (pid === process.pid || startedAt(pid) === undefined) rmSync(join(dirname(folder), name), { recursive: true })
  }
}

async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, `${process.pid} ${startedAt(process.pid)}`)
      closeSync(handle)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!existsSync(file)) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue
        throw error
      }
      if (isAbandoned(file)) rmSync(file, { force: true })
      else await sleep(100)
    }
  }
}

function isAbandoned(file: string): boolean {
  try {
    const [pid, started] = readFileSync(file, 'utf8').split(' ')
    return started !== undefined && !isRunning({ pid: Number(pid), startedAt: started })
  } catch {
    return false
  }
}
