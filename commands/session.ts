import type { Command } from 'commander'
import type { ExitName } from '../src/core/exit-codes.ts'
import type { Invocation } from '../src/invocation.ts'
import type { GlobalOptions, OutputFormat } from './options.ts'

/** What a command hands back: a document to print, and what it means to the caller. */
export interface Result {
  readonly document: Document
  readonly exit: ExitName
}

/** A document of the published contract, or text that is printed as it is. */
export type Document = { readonly kind: string } | string
type Work<Arguments extends readonly unknown[]> = (invocation: Invocation, ...args: Arguments) => Promise<Result>

/** One run of the program: options, output, interrupts, the exit code. */
export class Session {
  exit: ExitName = 'ok'
  #options: GlobalOptions = { output: 'human' }
  readonly #interrupt = new AbortController()
  readonly #onSignal = (signal: NodeJS.Signals) => this.#interrupt.abort(signal)

  /** Wraps the work of one command as commander's action: reads the options, runs it, prints what it returns. */
  run<Arguments extends readonly unknown[]>(work: Work<Arguments>) {
    return async (...args: [...Arguments, Command]): Promise<void> => {
      const command = args.at(-1) as Command
      this.#options = command.optsWithGlobals<GlobalOptions>()
      process.once('SIGINT', this.#onSignal).once('SIGTERM', this.#onSignal)
      const { document, exit } = await work(await this.#open(), ...(args.slice(0, -1) as unknown as Arguments))
      this.exit = this.#interrupt.signal.aborted ? interruptedBy(this.#interrupt.signal.reason) : exit
      await this.#print(document)
    }
  }

  /** Prints an error and returns what it means. */
  async fail(error: unknown): Promise<ExitName> {
    return 'bug'
  }

  /** Lets the process end by itself. */
  end(): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
  }
}
