import * as z from 'zod'
import { target } from './target.ts'

const systemChecked = z
  .object({
    target,
    system: z.string(),
    reached: z.boolean().describe('At least one question was answered'),
    vantage: z.string().describe('From where it was asked: operator, pod, cluster'),
    identity: z.string().nullable().describe('Which system it really is; null where it did not tell'),
    version: z.string().nullable().describe('Of the system itself, where it tells'),
    latencyMs: z.number().nullable().describe('What one exchange takes; null where it could not be connected to'),
    unasked: z
      .array(
        z.object({
          question: z.string().nullable().describe('The facts or the check; null: the connection itself'),
          reason: z.string(),
          grant: z.string().nullable().describe('The right, setting or way that would help'),
        }),
      )
      .describe('What it did not answer'),
  })
  .meta({ id: 'SystemChecked', description: 'One system in scope' })

/** `usrops doctor -o json`. */
export const doctorDocument = z
  .object({
    version: z.literal(1),
    kind: z.literal('Doctor'),
    tool: z.string(),
    environment: z.string(),
    source: z.string().describe('Where the configuration is from'),
    systems: z.array(systemChecked),
  })
  .meta({
    title: 'Doctor',
    description: 'What can be reached and asked. Ignore members and values that you do not know.',
  })
