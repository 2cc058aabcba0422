import * as z from 'zod'
import { type ExitName, exitCodes } from '../../core/exit-codes.ts'
import { publishes, type Same } from './contract.ts'

/** The error of any command with `-o json`. */
export interface ErrorDocument {
  readonly version: 1
  readonly kind: 'Error'
  readonly code: ExitName
  readonly exit: number
  readonly message: string
  readonly hint: string | null
  readonly retryable: boolean
}

export const errorDocumentSchema = z
  .object({
    version: z.literal(1),
    kind: z.literal('Error'),
    code: z.enum(exitNames()).describe('The name of the exit code'),
    exit: z.int().describe('The number that the process ends with'),
    message: z.string(),
    hint: z.string().nullable().describe('The next thing to do or to type'),
    retryable: z.boolean().describe('Whether the same command may succeed later without a change by a person'),
  })
  .meta({ title: 'Error', description: 'Why a command failed. Ignore members and values that you do not know.' })

publishes<Same<z.infer<typeof errorDocumentSchema>, ErrorDocument>>()

function exitNames(): readonly ExitName[] {
  return Object.keys(exitCodes).filter((name): name is ExitName => name in exitCodes)
}
