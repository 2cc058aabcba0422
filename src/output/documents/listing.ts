import * as z from 'zod'
import type { Listing } from '../../core/listing.ts'
import { publishes, type Same } from './contract.ts'
import { target } from './target.ts'

const valueKind = z.enum(['text', 'count', 'number', 'bytes', 'milliseconds', 'age', 'share', 'rate', 'flag', 'state'])

const column = z
  .object({
    id: z.string().describe('The member of the rows'),
    label: z.string(),
    kind: z
      .enum([...valueKind.options, 'mixed'])
      .describe(
        'milliseconds: what something took; age: for how many milliseconds something has been so; share: 0 to 1; rate: per second; state: ok, warning, critical or unknown; mixed: each cell says it',
      ),
    importance: z.enum(['key', 'usual', 'extra']).describe('What a narrow screen leaves out: extra first, key never'),
    shorten: z.enum(['end', 'middle', 'never']).describe('How a narrow screen may shorten it'),
  })
  .meta({ id: 'Column', description: 'What the members of the rows are' })

const cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ amount: z.number().nullable(), kind: valueKind }),
])

const table = z
  .object({
    target: target.describe('Of which system it is'),
    vantage: z.string().describe('From where it was seen: operator, pod, cluster'),
    title: z.string(),
    columns: z.array(column),
    rows: z
      .array(z.record(z.string(), cell))
      .describe('By the id of the column. Null: not known. A member that is left out does not apply to the row'),
    total: z
      .int()
      .nonnegative()
      .nullable()
      .describe('How many rows there are, those that --limit left out included; null: not counted'),
    notes: z.array(z.string()).describe('What has to be known to read it'),
  })
  .meta({ id: 'Table', description: 'Facts of one system' })

/** `usrops db connections -o json` and all other commands that show tables. */
export const listingDocument = z
  .object({
    version: z.literal(1),
    kind: z.literal('Listing'),
    tool: z.string(),
    view: z.string().describe('What is shown: postgres.connections, …'),
    environment: z.string(),
    takenAt: z.iso.datetime(),
    intervalMs: z.number().nonnegative().nullable().describe('How long counters were watched; null: read once'),
    tables: z.array(table),
    notAsked: z
      .array(
        z.object({
          target,
          reason: z.string(),
          grant: z.string().nullable().describe('The right, setting or way that would help'),
        }),
      )
      .describe('What could not be asked'),
  })
  .meta({ title: 'Listing', description: 'Facts as tables. Ignore members and values that you do not know.' })

publishes<Same<z.infer<typeof listingDocument>, Listing>>()
