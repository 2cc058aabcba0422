import { spawn } from 'node:child_process'

/** Runs programs one after another, on this terminal. An interrupt stops the one that runs, waits for its end, and ends this process too. */
export class Children {
  #running: ReturnType<typeof spawn> | undefined
  #interrupt: NodeJS.Signals | undefined

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#stop(signal))
  }

  /** The exit code; null where a signal ended it or it could not be started. */
  async run([program = '', ...words]: readonly string[]): Promise<number | null> {
    const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'] })
    this.#running = child
    const code = await new Promise<number | null>((resolve) => {
      child.on('error', () => resolve(null)).on('exit', resolve)
    })
    this.#running = undefined
    if (this.#interrupt !== undefined) process.exit(this.#interrupt === 'SIGINT' ? 130 : 143)
    return code
  }

  /** Ctrl-C reaches the child from the terminal as well; a second one would end it without its clean-up. */
  #stop(signal: NodeJS.Signals): void {
    this.#interrupt = signal
    if (signal !== 'SIGINT' || !process.stdin.isTTY) this.#running?.kill(signal)
    if (this.#running === undefined) process.exit(signal === 'SIGINT' ? 130 : 143)
  }
}
