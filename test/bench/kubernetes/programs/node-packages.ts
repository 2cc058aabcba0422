import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cached } from '../../machine/cache.ts'
import type { Progress } from '../../machine/progress.ts'
import { hasApt, libraryPath, unpackDebian } from '../../toolchain/debian-packages.ts'
import { canRun } from '../../toolchain/native-program.ts'
import { missingKubernetes } from './missing-kubernetes.ts'

const PACKAGES = ['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'busybox-static']

/** What a node needs besides Kubernetes itself. */
export interface NodePackages {
  /** For PATH: containerd and its shim, runc, iptables. */
  readonly path: string
  /** For LD_LIBRARY_PATH and iptables' own modules. */
  readonly env: Readonly<Record<string, string>>
  readonly cniPlugins: string
  readonly busybox: string
}

/** Debian's packages of the container runtime, unpacked into the cache; nothing is installed. */
export async function nodePackages(onProgress: Progress): Promise<NodePackages> {
  if (!hasApt()) throw missingKubernetes('use a Debian or Ubuntu with apt')
  const folder = await cached('kubernetes-node-debian', async (target) => {
    onProgress('fetching containerd and what else a node needs (Debian packages, 60 MB)')
    await unpackDebian(PACKAGES, target)
    chooseIptables(target)
    const { path, env } = packagesIn(target)
    const [first = ''] = path.split(delimiter)
    for (const program of [join(target, 'usr/sbin/runc'), join(first, 'iptables')]) {
      await canRun({ command: program, env })
    }
  }).catch((cause: unknown) => {
    throw missingKubernetes('give apt access to Debian’s packages', cause)
  })
  return packagesIn(folder)
}

/** Debian picks one of two kinds when it installs the package; unpacked it has no `iptables` at all. */
function chooseIptables(target: string): void {
  const folder = join(target, 'chosen')
  mkdirSync(folder)
  for (const name of ['iptables', 'ip6tables'].flatMap((each) => [each, `${each}-save`, `${each}-restore`])) {
    symlinkSync(`../usr/sbin/xtables-nft-multi`, join(folder, name))
  }
}

function packagesIn(folder: string): NodePackages {
  const libraries = libraryPath(folder)
  const multiarch = libraries.split(':')[0] ?? ''
  return {
    path: ['chosen', 'usr/bin', 'usr/sbin'].map((name) => join(folder, name)).join(delimiter),
    env: { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: join(multiarch, 'xtables') },
    cniPlugins: join(folder, 'usr/lib/cni'),
    busybox: join(folder, 'bin/busybox'),
  }
}
