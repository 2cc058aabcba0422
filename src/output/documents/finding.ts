import * as z from 'zod'
import type { FindingSeen, SinceSeen } from '../../core/diagnosis.ts'
import type { EvidenceValue } from '../../core/finding.ts'
import { publishes, type Same } from './contract.ts'
import { target } from './target.ts'

export const severity = z.enum(['warning', 'critical'])

export const since = z
  .object({
    at: z.iso.datetime().nullable(),
    accuracy: z
      .enum(['exact', 'atMost', 'unknown'])
      .describe('exact: then; atMost: not before then; unknown: nobody can tell, and `at` is null'),
  })
  .meta({ id: 'Since', description: 'When something began' })

const evidenceValue: z.ZodType<EvidenceValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(evidenceValue), z.record(z.string(), evidenceValue)]),
)

export const finding = z
  .object({
    id: z.string().describe('Unique within this document; `refs`, `explains` and `unexplained` point to it'),
    fingerprint: z.string().describe('The same for the same trouble in two runs'),
    check: z.string(),
    kind: z
      .enum(['symptom', 'condition', 'hygiene'])
      .describe('symptom: users feel it; condition: something is wrong that may hurt them'),
    severity,
    target,
    vantage: z.string().describe('From where it was seen: operator, pod, cluster'),
    summary: z.string(),
    since,
    evidence: z.record(z.string(), evidenceValue).describe('What proves it; its members differ from check to check'),
  })
  .meta({ id: 'Finding', description: 'One thing that deserves attention' })

publishes<Same<z.infer<typeof since>, SinceSeen>>()
publishes<Same<z.infer<typeof finding>, FindingSeen>>()
