/** What a test may do to a running server; all of it by the server's own pid. */
export interface ServerControl {
  /** False for a server that was brought along by a variable: then stop does nothing, and faults are refused. */
  readonly owned: boolean
  /** Of the main process; changes with restart. */
  readonly pid: number
  /** What the server wrote to its output, all starts together. */
  readonly logFile: string
  /** The content of logFile. */
  log(): string
  /** Ends it in the way its operator would (and resumes it first); no error when it has ended. */
  stop(): Promise<void>
  /** Starts it again after stop or kill, on the same port with the same data. */
  start(): Promise<void>
  /** stop, then start. */
  restart(): Promise<void>
  /** SIGKILL to it and all its children. */
  kill(): Promise<void>
  /** SIGSTOP to it and all its children: the port still accepts, nobody answers. */
  pause(): void
  /** SIGCONT to it and all its children. */
  resume(): void
}

/** The control of a server that somebody else runs. */
export function externalControl(variable: string): ServerControl {
  const refuse = (): never => {
    throw new Error(`this fault needs a server of the bench's own: unset ${variable}`)
  }
  return {
    owned: false,
    get pid() {
      return refuse()
    },
    get logFile() {
      return refuse()
    },
    log: refuse,
    stop: async () => undefined,
    start: async () => refuse(),
    restart: async () => refuse(),
    kill: async () => refuse(),
    pause: refuse,
    resume: refuse,
  }
}
