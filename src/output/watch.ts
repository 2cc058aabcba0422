import { OperatorError } from '../core/errors.ts'
import type { Listing } from '../core/listing.ts'
import { changedRows } from './human/changed-rows.ts'
import { type Printed, type PrintOptions, type Streams, textOf } from './print.ts'
import { isUnread, printerTo } from './printer.ts'
import { terminalOf } from './terminal.ts'

/** Shows a document that is taken again and again, until its reader has gone. */
export interface Show {
  show(document: Printed): Promise<void>
  /** The reader closed its end (`usrops … --watch | head -1`): nothing more will be read. */
  isOver(): boolean
}

/** From the upper left corner on, without what was there. https://ecma-international.org/publications-and-standards/standards/ecma-48/ (CUP, ED) */
const fromTheTop = '\u001b[H\u001b[2J'

/** On a terminal the screen is drawn anew; in a pipe, a line for each change; for programs, a document a line. */
export function openWatch(options: PrintOptions, streams: Streams = process): Show {
  const { output } = options
  if (output === 'json' || output === 'nagios')
    throw new OperatorError(`--watch has no end, and -o ${output} is one document`, {
      hint: '-o jsonl prints one a line',
    })
  const printOut = printerTo(streams.stdout)
  const { interactive } = terminalOf(streams.stdout, streams.env, 'never')
  let before: Listing | undefined
  return {
    isOver: () => isUnread(streams.stdout),
    async show(document) {
      if (output === 'jsonl' || !isListing(document)) return printOut(await textOf(document, options, streams))
      if (interactive) return printOut(fromTheTop + (await textOf(document, options, streams)))
      await printOut(changedRows(before, document))
      before = document
    },
  }
}

function isListing(document: Printed): document is Listing {
  return typeof document !== 'string' && document.kind === 'Listing'
}
