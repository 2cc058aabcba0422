import * as z from 'zod'
import { publishes, type Same } from './contract.ts'

/** What any command prints as text, such as a script or a role, with `-o json`. */
export interface TextDocument {
  readonly version: 1
  readonly kind: 'Text'
  readonly text: string
}

export const textDocument = z
  .object({ version: z.literal(1), kind: z.literal('Text'), text: z.string() })
  .meta({ title: 'Text', description: 'A result that is text. Ignore members that you do not know.' })

publishes<Same<z.infer<typeof textDocument>, TextDocument>>()
