import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** A process as this machine knows it; `startedAt` guards against a reused pid. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
}

const onLinux = process.platform === 'linux'

/** When `pid` started, in the unit of the operating system; undefined when there is no such process or only its zombie. */
export function startedAt(pid: number): string | undefined {
  if (onLinux) {
    const stat = linuxStat(pid)
    return stat && stat.state !== 'Z' ? stat.startedAt : undefined
  }
  return (
    ps(['-o', 'lstart=', '-p', String(pid)])
      .replaceAll(/\W+/g, '-')
      .replace(/-$/, '') || undefined
  )
}

/** Whether exactly this process still runs. */
export function isRunning({ pid, startedAt: expected }: ProcessIdentity): boolean {
  return startedAt(pid) === expected
}

/** The command line of a process, or an empty string. */
export function commandLine(pid: number): string {
  if (!onLinux) return ps(['-o', 'command=', '-p', String(pid)])
  return readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/** All descendants of a process, parents first. */
export function descendants(pid: number): number[] {
  const children = Map.groupBy(allProcesses(), ({ parent }) => parent)
  const below = (parent: number): number[] =>
    (children.get(parent) ?? []).flatMap((child) => [child.pid, ...below(child.pid)])
  return below(pid)
}

/** Sends a signal; a process that is gone already is no error. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // ESRCH: it ended in the meantime, which is what every caller wants to tolerate.
  }
}

function allProcesses(): { pid: number; parent: number }[] {
  if (onLinux) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = linuxStat(Number(name))
        return stat ? [{ pid: Number(name), parent: stat.parent }] : []
      })
  }
  return ps(['-A', '-o', 'pid=,ppid='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }))
}

function linuxStat(pid: number): { state: string; parent: number; startedAt: string } | undefined {
  const text = readOr(`/proc/${pid}/stat`)
  // The command name stands in brackets and may itself hold spaces and brackets: fields count from the last bracket (proc(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, parent] = fields
  const start = fields[19]
  return state && parent && start ? { state, parent: Number(parent), startedAt: start } : undefined
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function ps(args: string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}
