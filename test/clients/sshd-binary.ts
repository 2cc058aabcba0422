import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../bench/machine/cache.ts'
import { MissingToolchain } from '../bench/machine/missing-toolchain.ts'
import { hasApt, libraryPath, unpackDebian } from '../bench/toolchain/debian-packages.ts'
import type { NativeProgram } from '../bench/toolchain/native-program.ts'
import { onPath } from '../bench/toolchain/tool-run.ts'

/** `sshd`: installed, else Debian's package unpacked into the cache. Throws MissingToolchain. */
export async function sshdBinary(): Promise<NativeProgram> {
  const installed = onPath('sshd')
  if (installed) return { command: installed, env: {} }
  if (!hasApt() || !onPath('ssh')) throw missing()
  const folder = await cached('sshd-debian', async (target) => {
    await unpackDebian(['openssh-server'], target)
    const { command, env } = programIn(target)
    // It prints its version and calls the option unknown.
    const { stderr } = await execa(command, ['-V'], { env, reject: false })
    if (!stderr.includes('OpenSSH')) throw new Error(stderr)
  }).catch((cause: unknown) => {
    throw missing(cause)
  })
  return programIn(folder)
}

function programIn(folder: string): NativeProgram {
  return { command: join(folder, 'usr/sbin/sshd'), env: { LD_LIBRARY_PATH: libraryPath(folder) } }
}

function missing(cause?: unknown): MissingToolchain {
  return new MissingToolchain('sshd', 'install OpenSSH (apt-get install openssh-server openssh-client).', cause)
}
