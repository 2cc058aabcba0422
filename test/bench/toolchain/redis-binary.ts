import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../machine/cache.ts'
import { MissingToolchain } from '../machine/missing-toolchain.ts'
import { namesIn } from '../machine/names-in.ts'
import type { Progress } from '../machine/progress.ts'
import { hasApt, libraryPath, unpackDebian } from './debian-packages.ts'
import { unpackArtifact } from './maven-artifacts.ts'
import { canRun, type NativeProgram } from './native-program.ts'
import { onPath } from './tool-run.ts'

/** `redis-server`, which is also the Sentinel (`--sentinel`): from PATH, else Debian's package, else a Java archive. */
export async function redisBinary(onProgress: Progress): Promise<NativeProgram> {
  const installed = onPath('redis-server')
  if (installed) return { command: installed, env: {} }
  try {
    return hasApt() ? await fromDebian(onProgress) : await fromMaven(onProgress)
  } catch (cause) {
    const install =
      'install redis-server (apt-get install redis-server, brew install redis), or set USROPS_BENCH_REDIS_URL.'
    throw new MissingToolchain('Redis', install, cause)
  }
}

async function fromDebian(onProgress: Progress): Promise<NativeProgram> {
  try {
    const folder = await cached('redis-debian', async (target) => {
      onProgress('fetching Redis (Debian package, 2 MB)')
      await unpackDebian(['redis-server', 'redis-tools'], target)
      await canRun(programIn(target))
    })
    return programIn(folder)
  } catch {
    return await fromMaven(onProgress)
  }
}

function programIn(folder: string): NativeProgram {
  return { command: join(folder, 'usr/bin/redis-server'), env: { LD_LIBRARY_PATH: libraryPath(folder) } }
}

/** An archive made for tests of Java programs holds plain, statically linked servers. */
async function fromMaven(onProgress: Progress): Promise<NativeProgram> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const folder = await cached('redis-embedded-1.4.3', async (target) => {
    onProgress('fetching Redis (Java archive, 12 MB)')
    await unpackArtifact('com.github.codemonstur:embedded-redis:1.4.3', 'redis-server-*', target)
  })
  const command = join(folder, namesIn(folder).find((name) => name.endsWith(platform)) ?? 'redis-server')
  if (!existsSync(command)) throw new Error(`no Redis for ${platform} in the archive`)
  chmodSync(command, 0o755)
  await canRun({ command, env: {} })
  return { command, env: {} }
}
