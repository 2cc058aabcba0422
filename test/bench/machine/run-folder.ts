import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { namesIn } from './names-in.ts'
import { commandLine, descendants, isRunning, type ProcessIdentity, signalQuietly, startedAt } from './process-table.ts'
import { isRoot } from './unprivileged-user.ts'

const opened = new Set<string>()
const PID_FILE = '.pid'

/**
 * A new temporary folder for the servers of one run. Its name holds pid and start time of this process, so that a later
 * run can tell when nobody owns it any more; such folders are reaped first, with the servers left in them.
 */
export function openRunFolder(): string {
  const all = runsFolder()
  reapAbandonedRuns(all)
  const folder = mkdtempSync(join(all, `${process.pid}_${startedAt(process.pid)}_`))
  // mkdtemp makes it 0700, but PostgreSQL runs as another user when this process is root.
  mkdirSync(join(folder, 'log'))
  chmodSync(folder, 0o755)
  opened.add(folder)
  return folder
}

/** Removes a run folder; its servers must have been stopped. */
export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  opened.delete(folder)
}

/** Removes every folder this process opened; for the way out of the process. */
export function removeOpenedRunFolders(): void {
  for (const folder of opened) removeRunFolder(folder)
}

/** Notes in the run folder that `pid` is one of its servers. */
export function recordServer(folder: string, name: string, pid: number): void {
  writeFileSync(join(folder, name + PID_FILE), JSON.stringify({ pid, startedAt: startedAt(pid) ?? 'ended' }))
}

/** Takes back recordServer. */
export function forgetServer(folder: string, name: string): void {
  rmSync(join(folder, name + PID_FILE), { force: true })
}

/** Ends the servers of runs whose owner is gone (killed with SIGKILL, for one) and removes their folders. */
export function reapAbandonedRuns(all = runsFolder()): void {
  for (const name of namesIn(all)) {
    const [pid, started] = name.split('_')
    if (!pid || !started || isRunning({ pid: Number(pid), startedAt: started })) continue
    endServersOf(join(all, name))
    rmSync(join(all, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

function endServersOf(folder: string): void {
  for (const file of namesIn(folder).filter((name) => name.endsWith(PID_FILE))) {
    const server = readRecord(join(folder, file))
    // Both the start time and the command line must fit: never kill a stranger who was given the same pid.
    if (!server || !isRunning(server) || !commandLine(server.pid).includes(basename(folder))) continue
    for (const pid of [server.pid, ...descendants(server.pid)]) signalQuietly(pid, 'SIGKILL')
  }
}

/** Undefined when its owner was killed in the middle of writing it. */
function readRecord(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Where the run folders of this user lie. */
export function runsFolder(): string {
  // Root's own TMPDIR may be closed to other users, and PostgreSQL will be one.
  const folder = join(isRoot ? '/tmp' : tmpdir(), `usrops-bench-${process.getuid?.() ?? 'user'}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (lstatSync(folder).uid !== (process.getuid?.() ?? 0)) throw new Error(`${folder} belongs to somebody else`)
  return folder
}
