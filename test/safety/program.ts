import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const program = fileURLToPath(new URL('../../bin/usrops.ts', import.meta.url))

export type Variables = Readonly<Record<string, string>>

/** What one run of the real program left. */
export interface ProgramRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

/** A folder of its own for one operator: working folder, home, state and cache. */
export class OperatorFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'usrops-operator-'))

  /** What the program sees of this machine, besides `variables`. */
  surroundings(variables: Variables = {}): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.path,
      TZ: 'UTC',
      NO_COLOR: '1',
      XDG_STATE_HOME: join(this.path, 'state'),
      XDG_CACHE_HOME: join(this.path, 'cache'),
      ...variables,
    }
  }

  /** Starts `usrops WORDS…`, after the words of `within` (nsenter and its like); ended by a signal its exit code is -1. */
  start(words: readonly string[], variables: Variables = {}, within: readonly string[] = []) {
    const [command = process.execPath, ...rest] = [...within, process.execPath, program, ...words]
    return execa(command, rest, {
      cwd: this.path,
      env: this.surroundings(variables),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 60_000,
      stripFinalNewline: false,
    })
  }

  /** Runs `usrops WORDS…` to its end. */
  async usrops(
    words: readonly string[],
    variables: Variables = {},
    within: readonly string[] = [],
  ): Promise<ProgramRun> {
    const since = performance.now()
    const { exitCode, stdout, stderr } = await this.start(words, variables, within)
    return { exitCode: exitCode ?? -1, stdout, stderr, milliseconds: Math.round(performance.now() - since) }
  }

  /** The same, with the most memory it held. */
  async measured(words: readonly string[], variables: Variables = {}): Promise<{ run: ProgramRun; peakMb: number }> {
    const since = performance.now()
    const child = this.start(words, variables)
    let peakMb = 0
    const timer = setInterval(() => {
      peakMb = Math.max(peakMb, residentMb(child.pid))
    }, 50)
    const { exitCode, stdout, stderr } = await child
    clearInterval(timer)
    return {
      run: { exitCode: exitCode ?? -1, stdout, stderr, milliseconds: Math.round(performance.now() - since) },
      peakMb,
    }
  }

  /** Writes a file into the folder; returns its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name)
    writeFileSync(path, text)
    return path
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8')
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

function residentMb(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return 0
  }
}
