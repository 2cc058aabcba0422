import * as z from 'zod'
import { cause } from './cause.ts'
import type { Unchanging } from './contract.ts'
import { diagnosisDocument } from './diagnosis.ts'
import { errorDocumentSchema } from './error.ts'
import { finding } from './finding.ts'
import { target } from './target.ts'

const version = z.literal(1)
const at = z.iso.datetime()

const event = z.discriminatedUnion('kind', [
  z.object({ version, kind: z.literal('LookStarted'), at, environment: z.string(), systems: z.int() }),
  z.object({ version, kind: z.enum(['SystemAsked', 'SystemAnswered']), at, target }),
  z.object({ version, kind: z.literal('SecondLook'), at, waitMs: z.number() }),
  z.object({ version, kind: z.literal('Progress'), at, text: z.string() }),
  z.object({ version, kind: z.literal('Finding'), finding }),
  z.object({ version, kind: z.literal('Cause'), cause }),
])

/** One line of `-o jsonl` before the last one. */
export type OutputEvent = Unchanging<z.infer<typeof event>>

/** One line of `usrops diagnose -o jsonl`. */
export const lineDocument = z
  .discriminatedUnion('kind', [...event.options, diagnosisDocument, errorDocumentSchema])
  .meta({
    title: 'Line',
    description: 'An event, or as the last line the whole result. Skip kinds that you do not know.',
  })
