import type { Command } from 'commander'
import { failureOf } from '../src/core/errors.ts'
import { type ExitName, exitCodes } from '../src/core/exit-codes.ts'
import type { Invocation } from '../src/invocation.ts'
import type { Progress } from '../src/output/progress.ts'
import type { ClusterOptions, GlobalOptions, OutputFormat } from './options.ts'

/** What a command hands back: a document to print, and what it means to the caller. */
export interface Result {
  readonly document: Document
  readonly exit: ExitName
}

/** A document of the published contract, or text that is printed as it is. */
export type Document = { readonly kind: string } | string

/** One run of the program: options, output, interrupts, the exit code. */
export class Session {
  /** What the process ends with. */
  code: number = exitCodes.ok
  #options: GlobalOptions & ClusterOptions
  readonly #interrupt = new AbortController()
  readonly #onSignal = (signal: NodeJS.Signals) => this.#interrupt.abort(signal)

  /** Reads the form of the output from the bare words, because errors of the command line have a form too. */
  constructor(argv: readonly string[]) {
    this.#options = { output: formatIn(argv), color: !argv.includes('--no-color') }
  }

  /**
   * Wraps the work of one command as commander's action: opens the invocation, does the work, prints what it returns; of work that goes on until
   * the operator interrupts, each result when it is there.
   */
  run<Words extends readonly unknown[]>(
    work: (invocation: Invocation, ...words: Words) => Promise<Result | AsyncIterable<Result>>,
  ) {
    const session = this
    return async function action(this: Command, ...words: Words): Promise<void> {
      session.#options = this.optsWithGlobals<GlobalOptions & ClusterOptions>()
      await session.#perform((invocation) => work(invocation, ...words))
    }
  }

  /** Prints an error and keeps what it means. */
  async fail(error: unknown): Promise<void> {
    const { printFailure } = await import('../src/output/print.ts')
    const failure = this.#interrupted() ?? failureOf(error)
    this.code = await printFailure(failure, error, this.#options)
  }

  async #perform(work: (invocation: Invocation) => Promise<Result | AsyncIterable<Result>>): Promise<void> {
    const { Invocation } = await import('../src/invocation.ts')
    const { openProgress } = await import('../src/output/print.ts')
    const progress = openProgress(this.#options)
    process.once('SIGINT', this.#onSignal).once('SIGTERM', this.#onSignal)
    const { signal } = this.#interrupt
    const { namespace: namespaces, ...options } = this.#options
    const cluster = { ...options, ...(namespaces && { namespaces }) }
    const around = { progress, signal, cluster, env: process.env, cwd: process.cwd() }
    const invocation = new Invocation({ ...options, ...around })
    try {
      const result = await work(invocation)
      if (Symbol.asyncIterator in result) await this.#showAll(result, progress)
      else await this.#print(result, progress)
    } finally {
      invocation.close()
      progress.done()
      process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
    }
  }

  async #print({ document, exit }: Result, progress: Progress): Promise<void> {
    const { print } = await import('../src/output/print.ts')
    progress.done()
    this.code = await print(document, this.#interrupted()?.exit ?? exit, this.#options)
  }

  async #showAll(results: AsyncIterable<Result>, progress: Progress): Promise<void> {
    const { openWatch } = await import('../src/output/watch.ts')
    const screen = openWatch(this.#options)
    for await (const { document } of results) {
      progress.done()
      await screen.show(document)
      if (screen.isOver()) break
    }
    this.code = exitCodes[this.#interrupted()?.exit ?? 'ok']
  }

  #interrupted() {
    const { aborted, reason } = this.#interrupt.signal
    if (!aborted) return undefined
    const exit: ExitName = reason === 'SIGTERM' ? 'terminated' : 'interrupted'
    return { exit, message: `stopped by ${reason}`, hint: null, retryable: true }
  }
}

/** Short options may stand together, and the form may stand with them: `-qo json`, `-qojson`. */
function formatIn(argv: readonly string[]): OutputFormat {
  const words = argv.flatMap((word, index) => {
    const [, form] = /^(?:-[vqA]*o|--output=)(.+)$/.exec(word) ?? []
    const next = /^(?:-[vqA]*o|--output)$/.test(word) ? argv[index + 1] : undefined
    return form ?? next ?? []
  })
  const word = words.at(-1)
  return word === 'json' || word === 'jsonl' || word === 'nagios' ? word : 'human'
}
