import { join } from 'node:path'
import { cached } from '../machine/cache.ts'
import { MissingToolchain } from '../machine/missing-toolchain.ts'
import type { Progress } from '../machine/progress.ts'
import { hasApt, libraryPath, unpackDebian } from './debian-packages.ts'
import { canRun, type NativeProgram } from './native-program.ts'
import { onPath } from './tool-run.ts'

/** `pgbouncer`: from PATH, else Debian's package unpacked into the cache. */
export async function pgbouncerBinary(onProgress: Progress): Promise<NativeProgram> {
  const installed = onPath('pgbouncer')
  if (installed) return { command: installed, env: {} }
  if (!hasApt()) throw missing()
  const folder = await cached('pgbouncer-debian', async (target) => {
    onProgress('fetching PgBouncer (Debian package, 1 MB)')
    await unpackDebian(['pgbouncer'], target)
    await canRun(programIn(target))
  }).catch((cause: unknown) => {
    throw missing(cause)
  })
  return programIn(folder)
}

function programIn(folder: string): NativeProgram {
  return { command: join(folder, 'usr/sbin/pgbouncer'), env: { LD_LIBRARY_PATH: libraryPath(folder) } }
}

function missing(cause?: unknown): MissingToolchain {
  const install =
    'install pgbouncer (apt-get install pgbouncer, brew install pgbouncer), or set USROPS_BENCH_PGBOUNCER_URL.'
  return new MissingToolchain('PgBouncer', install, cause)
}
