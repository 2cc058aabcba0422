import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { namesIn } from '../machine/names-in.ts'
import { commandLine, descendants, isRunning, type ProcessIdentity, startedAt } from '../machine/process-table.ts'
import { findCard } from './card.ts'
import type { Cluster } from './cluster.ts'

/** By what a cluster would be found on this machine; taken while it runs. */
export interface Traces {
  /** The run folder. */
  readonly dir: string
  /** All of them, those in pods included. */
  readonly processes: readonly (ProcessIdentity & { readonly command: string })[]
  /** This machine's address on the wire to it. */
  readonly hostAddress: string
}

/** Of a cluster that has a run folder of its own. */
export function tracesOf({ kubeconfig, hostAddress, parts }: Cluster): Traces {
  const first = findCard(kubeconfig)?.first ?? 0
  const roots = [first, ...Object.values(parts).map(({ pid }) => pid)]
  const pids = new Set(roots.flatMap((pid) => [pid, ...descendants(pid)]))
  const processes = [...pids].flatMap((pid) => {
    const started = startedAt(pid)
    return started ? [{ pid, startedAt: started, command: commandLine(pid) }] : []
  })
  return { dir: dirname(dirname(kubeconfig)), hostAddress, processes }
}

/** What there still is of it, in words; empty when it left nothing. */
export function findTraces({ dir, processes, hostAddress }: Traces): string[] {
  const run = basename(dir)
  const mounts = linesOf('/proc/self/mounts').filter((line) => line.includes(run))
  const addresses = linesOf('/proc/net/fib_trie').filter((line) => line.trim() === `|-- ${hostAddress}`)
  return [
    ...processes.filter(isRunning).map(({ pid, command }) => `process ${pid} ${command}`),
    ...mounts.map((line) => `mount ${line}`),
    ...addresses.map((line) => `address ${line}`),
    ...cgroupsOf(run).map((folder) => `cgroup ${folder}`),
    ...(existsSync(dir) ? [`folder ${dir}`] : []),
  ]
}

function cgroupsOf(run: string): string[] {
  const mounts = '/sys/fs/cgroup'
  const parents = [mounts, ...namesIn(mounts).map((name) => join(mounts, name))].map((each) =>
    join(each, 'usrops-bench'),
  )
  return parents.filter(existsSync).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith(run))
      .map((name) => join(parent, name)),
  )
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n')
}
