import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { cached } from '../machine/cache.ts'
import { endedAlready, endOnExit } from '../machine/exit-guard.ts'
import type { NetworkNamespace } from './namespace.ts'

/** What a wire does to packets, each way. */
export interface Slowness {
  readonly delayMs: number
  readonly lossPercent: number
}

export interface SlowLink {
  readonly means: 'netem' | 'a wire in user space'
  stop(): void
}

const DEVICE = 'slow0'

/** Joins two namespaces by a slow wire: netem where the kernel has it, else a program that hands on packets late or never. */
export async function slowLink(a: NetworkNamespace, b: NetworkNamespace, slowness: Slowness): Promise<SlowLink> {
  const link = (await byNetem(a, b, slowness)) ?? (await byProgram(a, b, slowness))
  await addressed(a, '10.231.0.1')
  await addressed(b, '10.231.0.2')
  return link
}

async function addressed(namespace: NetworkNamespace, address: string): Promise<void> {
  await namespace.run('ip', 'addr', 'add', `${address}/30`, 'dev', DEVICE)
  await namespace.run('ip', 'link', 'set', DEVICE, 'up')
}

async function byNetem(
  a: NetworkNamespace,
  b: NetworkNamespace,
  { delayMs, lossPercent }: Slowness,
): Promise<SlowLink | undefined> {
  await a.run('ip', 'link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', DEVICE, 'netns', String(b.pid))
  try {
    for (const each of [a, b]) {
      const netem = ['netem', 'delay', `${delayMs}ms`, 'loss', `${lossPercent}%`]
      await each.run('tc', 'qdisc', 'add', 'dev', DEVICE, 'root', ...netem)
    }
    return { means: 'netem', stop: () => undefined }
  } catch {
    // "Specified qdisc kind is unknown": a kernel without it.
    await a.run('ip', 'link', 'delete', DEVICE)
    return undefined
  }
}

async function byProgram(a: NetworkNamespace, b: NetworkNamespace, slowness: Slowness): Promise<SlowLink> {
  const { delayMs, lossPercent } = slowness
  const child = spawn(await linkProgram(), [a.path, b.path, DEVICE, String(delayMs), String(lossPercent)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the wire could not be started')
  endOnExit(pid)
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  if (!String(said).startsWith('ready')) throw new Error(`the wire ended with ${said}`)
  return {
    means: 'a wire in user space',
    stop() {
      endedAlready(pid)
      child.stdin.end()
      child.kill('SIGKILL')
    },
  }
}

/** Built once for each of its texts. */
async function linkProgram(): Promise<string> {
  const source = fileURLToPath(new URL('link.go', import.meta.url))
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  const folder = await cached(`slow-link-${version}`, async (built) => {
    const env = { GOCACHE: join(built, 'go-cache'), GO111MODULE: 'off' }
    await execa('go', ['build', '-o', join(built, 'link'), source], { cwd: built, env })
  })
  return join(folder, 'link')
}
