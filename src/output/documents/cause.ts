import * as z from 'zod'
import type { CauseSeen } from '../../core/diagnosis.ts'
import { publishes, type Same } from './contract.ts'
import { severity, since } from './finding.ts'
import { target } from './target.ts'

const remedy = z
  .object({
    kind: z.enum(['command', 'manual']),
    command: z
      .array(z.string())
      .nullable()
      .describe('The words of one command; `$NAME` stands for that environment variable'),
    also: z
      .array(z.array(z.string()))
      .describe('Commands that belong to it and follow it: without them it heals a part only'),
    shell: z.string().nullable().describe('All of it as one line for a POSIX shell; null where only a person can act'),
    mutates: z.boolean().describe('Whether carrying it out changes anything'),
    risk: z.enum(['none', 'low', 'outage', 'data-loss']),
    summary: z.string(),
  })
  .meta({ id: 'Remedy', description: 'What to do about a cause' })

export const cause = z
  .object({
    id: z.string().describe('What kind of cause: lock-blocker, redis-down, …'),
    fingerprint: z.string().describe('The same for the same trouble in two runs'),
    severity,
    confidence: z.enum(['low', 'medium', 'high']),
    target,
    summary: z.string(),
    since,
    because: z.array(
      z.object({
        text: z.string(),
        refs: z.array(z.string()).describe('Ids of the findings and changes it stands on'),
      }),
    ),
    explains: z
      .object({ findings: z.array(z.string()), changes: z.array(z.string()) })
      .describe('Ids of what would go away with it, and of the changes it blames'),
    contradictedBy: z.array(z.string()).describe('What speaks against it'),
    remedies: z.array(remedy).describe('Safest first'),
  })
  .meta({ id: 'Cause', description: 'A conclusion: what to fix' })

publishes<Same<z.infer<typeof cause>, CauseSeen>>()
