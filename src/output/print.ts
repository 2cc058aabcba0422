import type { Diagnosis } from '../core/diagnosis.ts'
import type { Doctor } from '../core/doctor.ts'
import type { Failure } from '../core/errors.ts'
import { type ExitName, exitCodes } from '../core/exit-codes.ts'
import type { Listing } from '../core/listing.ts'
import type { TextDocument } from './documents/text.ts'
import type { Detail } from './human/page.ts'
import { jsonDocument, jsonLine } from './json.ts'
import { printerTo } from './printer.ts'
import { notesOnly, type Progress, recording, silence } from './progress.ts'
import { spinner } from './spinner.ts'
import { terminalOf } from './terminal.ts'

export interface PrintOptions {
  readonly output: 'human' | 'json' | 'jsonl' | 'nagios'
  readonly verbose?: boolean
  readonly quiet?: boolean
  /** False with `--no-color`. */
  readonly color: boolean
}

/** A document of the published contract, or text that is printed as it is. */
export type Printed = { readonly kind: string } | string

/** Where a run writes to: the result to `stdout`, everything else to `stderr`. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** Prints the result and returns the code that the process should end with; all of it has been written by then. */
export async function print(
  document: Printed,
  exit: ExitName,
  options: PrintOptions,
  streams: Streams = process,
): Promise<number> {
  const printOut = printerTo(streams.stdout)
  if (options.output === 'nagios' && isDiagnosis(document)) {
    const { nagiosDiagnosis } = await import('./nagios.ts')
    const { text, code } = nagiosDiagnosis(document, exit)
    await printOut(text)
    return code
  }
  await printOut(await textOf(document, options, streams))
  return exitCodes[exit]
}

/** Prints an error, and the stack with `--verbose`, and returns the code that the process should end with. */
export async function printFailure(
  failure: Failure,
  thrown: unknown,
  options: PrintOptions,
  streams: Streams = process,
): Promise<number> {
  const { errorDocument, errorText, stackText } = await import('./error.ts')
  const { colour } = terminalOf(streams.stderr, streams.env, wish(options))
  const printOut = printerTo(streams.stdout)
  const printAside = printerTo(streams.stderr)
  if (options.output === 'json') await printOut(jsonDocument(errorDocument(failure)))
  if (options.output === 'jsonl') await printOut(jsonLine(errorDocument(failure)))
  if (options.output === 'human') await printAside(errorText(failure, colour))
  if (options.verbose) await printAside(stackText(thrown))
  if (options.output !== 'nagios') return exitCodes[failure.exit]
  const { nagiosFailure } = await import('./nagios.ts')
  const { text, code } = nagiosFailure(failure)
  await printOut(text)
  return code
}

/** Progress for a person at a terminal, or as events for `jsonl`; else none. */
export function openProgress(options: PrintOptions, streams: Streams = process): Progress {
  if (options.output === 'jsonl') {
    const printOut = printerTo(streams.stdout)
    return recording(
      (event) => void printOut(jsonLine(event)),
      () => new Date(),
    )
  }
  const { interactive, colour } = terminalOf(streams.stderr, streams.env, wish(options))
  if (options.output === 'nagios' || options.quiet) return silence
  if (options.output !== 'human' || !interactive) return notesOnly((text) => void printerTo(streams.stderr)(text))
  return spinner(streams.stderr, colour)
}

/** A document in the form that was asked for. */
export async function textOf(printed: Printed, options: PrintOptions, streams: Streams): Promise<string> {
  if (typeof printed === 'string' && !isForPrograms(options)) return printed
  const document = typeof printed === 'string' ? textDocumentOf(printed) : printed
  if (options.output === 'json') return jsonDocument(document)
  if (options.output === 'jsonl') return linesOf(document)
  const terminal = terminalOf(streams.stdout, streams.env, wish(options))
  if (isDiagnosis(document)) {
    const { renderDiagnosis } = await import('./human/diagnosis.ts')
    return renderDiagnosis(document, { terminal, detail: detailOf(options) })
  }
  if (isDoctor(document)) {
    const { renderDoctor } = await import('./human/doctor.ts')
    return renderDoctor(document, terminal)
  }
  if (isListing(document)) {
    const { renderListing } = await import('./human/listing.ts')
    const wide = terminalOf(streams.stdout, streams.env, wish(options), Number.POSITIVE_INFINITY)
    return renderListing(document, wide, detailOf(options))
  }
  const { renderRecord } = await import('./human/record.ts')
  return renderRecord(document, terminal)
}

function isForPrograms({ output }: PrintOptions): boolean {
  return output === 'json' || output === 'jsonl'
}

function textDocumentOf(text: string): TextDocument {
  return { version: 1, kind: 'Text', text }
}

async function linesOf(document: { readonly kind: string }): Promise<string> {
  if (!isDiagnosis(document)) return jsonLine(document)
  const { diagnosisLines } = await import('./jsonl.ts')
  return diagnosisLines(document)
}

function detailOf({ verbose, quiet }: PrintOptions): Detail {
  if (verbose) return 'verbose'
  return quiet ? 'quiet' : 'normal'
}

function wish({ color }: PrintOptions): 'auto' | 'never' {
  return color ? 'auto' : 'never'
}

function isDiagnosis(document: Printed): document is Diagnosis {
  return typeof document !== 'string' && document.kind === 'Diagnosis'
}

function isDoctor(document: { readonly kind: string }): document is Doctor {
  return document.kind === 'Doctor'
}

function isListing(document: { readonly kind: string }): document is Listing {
  return document.kind === 'Listing'
}
