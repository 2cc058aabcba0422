import { releasePorts } from './ports.ts'
import { descendants, signalQuietly } from './process-table.ts'
import { removeOpenedRunFolders } from './run-folder.ts'

const running = new Set<number>()
const furtherWork = new Set<() => void>()
let guarded = false

/** Makes sure that `pid` does not outlive this process, however it ends (short of SIGKILL, see reapAbandonedRuns). */
export function endOnExit(pid: number): void {
  running.add(pid)
  if (guarded) return
  guarded = true
  process.on('exit', endAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => endBy(signal))
}

/** Takes back endOnExit. */
export function endedAlready(pid: number): void {
  running.delete(pid)
}

/** Does `work` on the way out of this process, after its servers were ended; gives the way to take it back. */
export function cleanUpOnExit(work: () => void): () => void {
  furtherWork.add(work)
  return () => furtherWork.delete(work)
}

function endBy(signal: NodeJS.Signals): void {
  // A program with a handler of its own (npm run bench stops in order) decides itself when to leave; 'exit' follows then.
  if (process.listenerCount(signal) > 1) return
  endAll()
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

function endAll(): void {
  for (const pid of running) for (const each of [pid, ...descendants(pid)]) signalQuietly(each, 'SIGKILL')
  running.clear()
  for (const work of furtherWork) work()
  furtherWork.clear()
  removeOpenedRunFolders()
  releasePorts()
}
