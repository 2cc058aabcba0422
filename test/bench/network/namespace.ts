import { spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { execa } from 'execa'
import { endedAlready, endOnExit } from '../machine/exit-guard.ts'
import { until } from '../machine/until.ts'
import { withOwner } from '../machine/with-owner.ts'

/** A network namespace of its own; it lives as long as the process that holds it open. */
export interface NetworkNamespace {
  readonly pid: number
  /** For setns. */
  readonly path: string
  /** Words to put before a command that is to run in it. */
  readonly enter: readonly string[]
  run(command: string, ...args: readonly string[]): Promise<void>
  stop(): void
}

/** Needs the right to make one: root, as a rule. */
export async function newNamespace(): Promise<NetworkNamespace> {
  const [program = '', ...words] = withOwner(['unshare', '--net', 'sleep', 'infinity'])
  const holder = spawn(program, words, { stdio: 'ignore', detached: true })
  const { pid } = holder
  if (pid === undefined) throw new Error('unshare could not be started')
  endOnExit(pid)
  const path = `/proc/${pid}/ns/net`
  const own = readlinkSync('/proc/self/ns/net')
  await until('the namespace is there', async () => holder.exitCode !== null || readlinkSync(path) !== own, 5_000)
  const enter = ['nsenter', '--net', '--target', String(pid)]
  const [nsenter = '', ...rest] = enter
  const namespace: NetworkNamespace = {
    ...{ pid, path, enter },
    async run(command, ...args) {
      await execa(nsenter, [...rest, command, ...args])
    },
    stop() {
      endedAlready(pid)
      holder.kill('SIGKILL')
    },
  }
  await namespace.run('ip', 'link', 'set', 'lo', 'up')
  return namespace
}
