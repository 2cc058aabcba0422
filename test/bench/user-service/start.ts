import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endedAlready, endOnExit } from '../machine/exit-guard.ts'
import { type Progress, silent } from '../machine/progress.ts'
import { probe } from './probe.ts'

export type ServiceEnv = Readonly<Record<string, string | undefined>>

export interface UserServiceOptions {
  /** The service's variables; nothing of this process's own environment is handed on but PATH. */
  readonly env: ServiceEnv
  /** JSON lines are appended to it. */
  readonly logFile: string
  /** 0, the default, is any free one; a restart keeps it. */
  readonly port?: number
  readonly onProgress?: Progress
  /** Options of node, `--max-old-space-size=64` for one. */
  readonly nodeOptions?: readonly string[]
}

/** One running instance of the sample service. */
export interface UserService {
  readonly url: string
  readonly port: number
  /** Of the present process; changes with restart. */
  readonly pid: number
  readonly logFile: string
  /** Everything it has logged. */
  log(): string
  /** Stops it and starts it again on the same port; `env` is laid over the present one, undefined takes a variable away. */
  restart(env?: ServiceEnv): Promise<void>
  /** SIGTERM; resolves when it is gone. No error when it already is. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGSTOP: the port accepts, nobody answers. */
  pause(): void
  resume(): void
}

// Several instances share a small machine; a small young generation keeps each one lower.
const SMALL = ['--max-semi-space-size=2']
const READY_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 12_000

/** Starts the service as a child process and waits until its liveness endpoint answers, whatever its dependencies do. */
export async function startUserService(options: UserServiceOptions): Promise<UserService> {
  let env = options.env
  let instance = await launch(options, env, options.port ?? 0)
  const { port, url } = instance
  return {
    url,
    port,
    get pid() {
      return instance.pid
    },
    logFile: options.logFile,
    log: () => readFileSync(options.logFile, 'utf8'),
    async restart(changes = {}) {
      env = { ...env, ...changes }
      await instance.end('SIGTERM')
      instance = await launch(options, env, port)
    },
    stop: () => instance.end('SIGTERM'),
    kill: () => instance.end('SIGKILL'),
    pause: () => process.kill(instance.pid, 'SIGSTOP'),
    resume: () => process.kill(instance.pid, 'SIGCONT'),
  }
}

interface Instance {
  readonly pid: number
  readonly port: number
  readonly url: string
  end(signal: NodeJS.Signals): Promise<void>
}

async function launch(options: UserServiceOptions, env: ServiceEnv, wantedPort: number): Promise<Instance> {
  const { onProgress = silent, logFile, nodeOptions = SMALL } = options
  const since = performance.now()
  const child = spawn(process.execPath, [...nodeOptions, fileURLToPath(new URL('server.ts', import.meta.url))], {
    // The child watches the pipe: it closes when this process is gone, even by SIGKILL.
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    env: { ...surroundings(logFile), ...env, PORT: String(wantedPort) },
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${process.execPath} could not be started`)
  endOnExit(pid)
  child.once('exit', () => endedAlready(pid))
  const errors = tail(child)
  try {
    const port = await listening(child, errors)
    const url = `${env.TLS_CERT ? 'https' : 'http'}://127.0.0.1:${port}`
    await alive(url, env)
    onProgress(`${env.SERVICE_NAME ?? 'user-service'} answers at ${url} (${Math.round(performance.now() - since)} ms)`)
    return { pid, port, url, end: (signal) => end(child, signal) }
  } catch (error) {
    await end(child, 'SIGKILL')
    throw error
  }
}

function surroundings(logFile: string): Record<string, string> {
  const compileCache = join(tmpdir(), `usrops-user-service-${process.getuid?.() ?? 'user'}`)
  mkdirSync(compileCache, { recursive: true, mode: 0o700 })
  return {
    PATH: process.env.PATH ?? '',
    TZ: 'UTC',
    LOG_FILE: logFile,
    LOG_STDOUT: 'off',
    EXIT_WITH_PARENT: '1',
    NODE_COMPILE_CACHE: compileCache,
    NODE_NO_WARNINGS: '1',
  }
}

function tail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000)
  })
  return () => text
}

function listening(child: ChildProcess, errors: () => string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const timer = setTimeout(() => reject(new Error(`user service did not listen: ${errors()}`)), READY_WITHIN_MS)
  child.once('message', (message) => {
    const port: unknown = typeof message === 'object' ? Reflect.get(message ?? {}, 'port') : undefined
    resolve(Number(port))
  })
  child.once('exit', (code) => reject(new Error(`user service exited with ${code}: ${errors()}`)))
  return promise.finally(() => clearTimeout(timer))
}

async function alive(url: string, env: ServiceEnv): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!(await probe(new URL(livenessPath(env.HEALTH_DIALECT), url)))) {
    if (Date.now() > deadline) throw new Error(`user service at ${url} does not answer`)
    await sleep(20)
  }
}

/** A heartbeat looks at dependencies: that it answers at all is enough. */
function livenessPath(dialect = 'all'): string {
  if (/all|plain/.test(dialect)) return '/health/live'
  return dialect.includes('actuator') ? '/actuator/health/liveness' : '/heartbeat'
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await gone
  clearTimeout(timer)
}
