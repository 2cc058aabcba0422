import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endedAlready, endOnExit } from './exit-guard.ts'
import { descendants, signalQuietly } from './process-table.ts'
import { forgetServer, recordServer } from './run-folder.ts'
import type { ServerControl } from './server-control.ts'
import type { UnixUser } from './unprivileged-user.ts'
import { withOwner } from './with-owner.ts'

/** How to run one server and how to tell that it is ready. */
export interface ServerProgram {
  /** Unique in the run folder; names its pid file and its log. */
  readonly name: string
  /** The run folder; must appear in the command line, by which abandoned servers are recognised. */
  readonly dir: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly user?: UnixUser | undefined
  /** The line of the log that says: clients are served. */
  readonly readyLine: RegExp
  readonly stopSignal?: NodeJS.Signals
  /** What ends it when its owner is gone; KILL by default. */
  readonly deathSignal?: 'KILL' | 'QUIT'
}

// Starts take 0.1 to 4 s on two idle cores; a busy machine may need ten times as long.
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 10_000

/** Starts a server in a process group of its own (Ctrl-C reaches only us) and waits until it serves clients. */
export async function startServer(program: ServerProgram): Promise<ServerControl> {
  const server = new OwnServer(program)
  await server.start()
  return server
}

class OwnServer implements ServerControl {
  readonly owned = true
  readonly logFile: string
  readonly #program: ServerProgram
  #child: ChildProcess | undefined

  constructor(program: ServerProgram) {
    this.#program = program
    this.logFile = join(program.dir, 'log', `${program.name}.log`)
  }

  get pid(): number {
    const pid = this.#running()?.pid
    if (pid === undefined) throw new Error(`${this.#program.name} does not run`)
    return pid
  }

  async start(): Promise<void> {
    const logged = sizeOf(this.logFile)
    const child = this.#spawn()
    this.#child = child
    await this.#ready(child, logged).catch(async (error) => {
      await this.kill()
      throw error
    })
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async stop(): Promise<void> {
    const child = this.#running()
    if (!child) return
    this.resume()
    signalQuietly(this.pid, this.#program.stopSignal ?? 'SIGTERM')
    const ended = await Promise.race([exitOf(child), sleep(STOP_WITHIN_MS, 'late' as const, { ref: false })])
    if (ended === 'late') return await this.kill()
    this.#gone(child)
  }

  async kill(): Promise<void> {
    const child = this.#running()
    if (!child) return
    this.#signalTree('SIGKILL')
    await exitOf(child)
    this.#gone(child)
  }

  pause(): void {
    // The parent first: it cannot start new children while they are listed.
    signalQuietly(this.pid, 'SIGSTOP')
    this.#signalTree('SIGSTOP')
  }

  resume(): void {
    this.#signalTree('SIGCONT')
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8')
  }

  #spawn(): ChildProcess {
    const { name, dir, command, args, env, user, deathSignal } = this.#program
    const [program = '', ...words] = withOwner([command, ...args], deathSignal)
    const log = openSync(this.logFile, 'a')
    const child = spawn(program, words, {
      cwd: dir,
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC', ...env },
      ...user,
    })
    closeSync(log)
    child.unref()
    child.on('error', () => undefined)
    if (child.pid === undefined) throw new Error(`${name} could not be started: ${command} (${dirname(command)})`)
    recordServer(dir, name, child.pid)
    endOnExit(child.pid)
    return child
  }

  async #ready(child: ChildProcess, logged: number): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS
    while (!this.#program.readyLine.test(this.log().slice(logged))) {
      if (hasEnded(child)) throw this.#failed('ended during its start')
      if (Date.now() > deadline) throw this.#failed(`was not ready after ${READY_WITHIN_MS / 1000} s`)
      await sleep(20)
    }
  }

  #failed(what: string): Error {
    return new Error(`${this.#program.name} ${what}; end of ${this.logFile}:\n${this.log().slice(-2000)}`)
  }

  #running(): ChildProcess | undefined {
    const child = this.#child
    return child && !hasEnded(child) ? child : undefined
  }

  #signalTree(signal: NodeJS.Signals): void {
    for (const pid of [this.pid, ...descendants(this.pid)]) signalQuietly(pid, signal)
  }

  #gone(child: ChildProcess): void {
    if (child.pid !== undefined) endedAlready(child.pid)
    forgetServer(this.#program.dir, this.#program.name)
  }
}

function exitOf(child: ChildProcess): Promise<'ended'> {
  if (hasEnded(child)) return Promise.resolve('ended')
  // The child was unreferenced so that a forgotten server does not keep its owner alive; while waiting it must.
  child.ref()
  return new Promise((resolve) => child.once('exit', () => resolve('ended')))
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
