import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { silent } from '../../machine/progress.ts'
import { runTool } from '../../toolchain/tool-run.ts'
import { nodePackages } from '../programs/node-packages.ts'
import type { TarEntry } from './tar-writer.ts'

/** A shell and the usual commands (BusyBox), users, and a folder for temporary files. */
export async function shellFiles(): Promise<TarEntry[]> {
  const { busybox } = await nodePackages(silent)
  const commands = (await runTool(busybox, ['--list'], '/')).split('\n').filter((name) => name && name !== 'busybox')
  return [
    { path: 'bin/busybox', file: busybox, mode: 0o755 },
    ...commands.map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
    { path: 'etc/passwd', text: 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/tmp:/bin/sh\n' },
    { path: 'etc/group', text: 'root:x:0:\nnode:x:1000:\n' },
    { path: 'etc/nsswitch.conf', text: 'hosts: files dns\n' },
    { path: 'root', folder: true, mode: 0o700 },
    { path: 'tmp', folder: true, mode: 0o1777 },
  ]
}

/** The Node.js that runs this process, at /usr/local/bin/node, and the libraries it needs. */
export async function nodeFiles(): Promise<TarEntry[]> {
  const listed = await runTool('ldd', [process.execPath], '/')
  const libraries = [...listed.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, file = '']) => file)
  const libc = libraries.find((file) => file.includes('/libc.so')) ?? ''
  // The C library loads them by itself when names are looked up.
  const forNames = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'].map((name) => join(dirname(libc), name))
  const all = [...libraries, ...forNames.filter((file) => existsSync(file))]
  return [
    { path: 'usr/local/bin/node', file: process.execPath, mode: 0o755 },
    ...all.map((file) => ({ path: file.slice(1), file, mode: 0o755 })),
  ]
}
