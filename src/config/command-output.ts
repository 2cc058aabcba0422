import { type ExecFileException, execFile } from 'node:child_process'
import { CannotAsk } from '../core/facts.ts'

/** A password manager that has not answered by then, in milliseconds, is waiting for a person. */
const defaultLimitMs = 10_000

interface Where {
  readonly env: NodeJS.ProcessEnv
  readonly folder: string
  readonly limitMs?: number
}

/** What a command prints, without its last line break. Its output is in no error, since it may be half a secret. */
export function outputOf(
  command: readonly string[],
  place: string,
  { env, folder, limitMs = defaultLimitMs }: Where,
): Promise<string> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const options = { env, cwd: folder, timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const
    const child = execFile(program, args, options, (error, stdout) => {
      const value = stdout.replace(/\r?\n$/, '')
      if (error === null && value !== '') return resolve(value)
      const grant = `run ${program} by hand and see that it prints the value without asking`
      reject(
        new CannotAsk('failed', `${place} refers to the command ${program}, which ${stateOf(error, limitMs)}`, grant),
      )
    })
    // A command that asks gets the end of its input instead of hanging.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end()
  })
}

function stateOf(error: ExecFileException | null, limitMs: number): string {
  if (error === null) return 'printed nothing'
  if (error.code === 'ENOENT') return 'was not found'
  if (error.code === 'EACCES') return 'may not be run'
  if (error.killed) return `did not end within ${limitMs / 1000} s`
  return typeof error.code === 'number' ? `failed with exit code ${error.code}` : 'failed'
}
