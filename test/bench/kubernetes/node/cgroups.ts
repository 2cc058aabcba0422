import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../machine/names-in.ts'
import { isRunning, signalQuietly } from '../../machine/process-table.ts'

const MOUNTS = '/sys/fs/cgroup'
const PARENT = 'usrops-bench'
const GONE_WITHIN_MS = 5_000

/** The cgroups below which the kubelet of one run makes those of its pods, one for each hierarchy. */
export interface Cgroups {
  /** As the kubelet names it. */
  readonly root: string
  /** Ends whatever still runs in there and removes them; waits without yielding, for the way out of the process. */
  remove(): void
}

/** Makes the cgroups of a cluster; `runFolder` is the name of its run folder, which tells the process that owns it. */
export function newCgroups(runFolder: string, cluster: string): Cgroups {
  removeAbandonedCgroups()
  const run = `${runFolder}_${cluster}`
  for (const hierarchy of hierarchies()) {
    const parent = join(hierarchy, PARENT)
    mkdirSync(join(parent, run), { recursive: true })
    for (const each of [hierarchy, parent, join(parent, run)]) delegate(each)
    for (const each of [parent, join(parent, run)]) inheritProcessors(each)
  }
  return { root: `/${PARENT}/${run}`, remove: () => removeCgroups(run) }
}

/** Does the same as remove for runs whose owner is gone without. */
export function removeAbandonedCgroups(): void {
  const runs = hierarchies().flatMap((hierarchy) => namesIn(join(hierarchy, PARENT)))
  for (const run of new Set(runs)) {
    // The kernel's own files lie beside them.
    const [, pid, started] = /^(\d+)_(\d+)_/.exec(run) ?? []
    if (pid && started && !isRunning({ pid: Number(pid), startedAt: started })) removeCgroups(run)
  }
}

/** One folder for version 2; one for each controller, and maybe an empty hierarchy of version 2, for version 1. */
function hierarchies(): string[] {
  if (existsSync(join(MOUNTS, 'cgroup.controllers'))) return [MOUNTS]
  const folders = namesIn(MOUNTS).map((name) => join(MOUNTS, name))
  return folders.filter((folder) => existsSync(join(folder, 'cgroup.procs')))
}

/** Version 2 has only those controllers in a cgroup that its parent hands down. */
function delegate(folder: string): void {
  for (const controller of ['cpu', 'cpuset', 'memory', 'pids', 'io', 'hugetlb']) {
    try {
      writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`)
    } catch {
      // Not of version 2, or not among the controllers of this kernel; the kubelet says it if one is necessary.
    }
  }
}

/** A cpuset of version 1 begins empty, and then no process can enter it. */
function inheritProcessors(folder: string): void {
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const file = join(folder, name)
    if (!existsSync(file) || existsSync(join(folder, 'cgroup.controllers'))) continue
    writeFileSync(file, readFileSync(join(folder, '..', name), 'utf8'))
  }
}

function removeCgroups(run: string): void {
  const deadline = Date.now() + GONE_WITHIN_MS
  const trees = hierarchies().map((hierarchy) => join(hierarchy, PARENT, run))
  while (!trees.map(removeTree).every(Boolean) && Date.now() < deadline) pause(20)
  for (const hierarchy of hierarchies()) removeEmpty(join(hierarchy, PARENT))
}

/** Children first; true when nothing is left. Processes in it belong to the run, whatever their ids. */
function removeTree(folder: string): boolean {
  if (!existsSync(folder)) return true
  const children = readdirSync(folder).map((name) => join(folder, name))
  for (const child of children) if (statSync(child, { throwIfNoEntry: false })?.isDirectory()) removeTree(child)
  for (const pid of processesIn(folder)) signalQuietly(pid, 'SIGKILL')
  return removeEmpty(folder)
}

function processesIn(folder: string): number[] {
  try {
    const text = readFileSync(join(folder, 'cgroup.procs'), 'utf8')
    // 0 stands for processes of namespaces that cannot be seen from here; as the target of a signal it would be ourselves.
    return text.split('\n').map(Number).filter(Boolean)
  } catch {
    return []
  }
}

function removeEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    return !existsSync(folder)
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
