import * as z from 'zod'
import type { Diagnosis } from '../../core/diagnosis.ts'
import { cause } from './cause.ts'
import { publishes, type Same } from './contract.ts'
import { finding, since } from './finding.ts'
import { target } from './target.ts'

const count = z.int().nonnegative()

const system = z
  .object({
    target,
    system: z.string(),
    vantage: z.string().describe('From where it was asked: operator, pod, cluster'),
    identity: z
      .string()
      .nullable()
      .describe('Which system it really is; null where it has no identity or did not tell'),
    asked: z.boolean().describe('At least one question was answered'),
    reason: z.string().nullable().describe('Why it could not be asked'),
    grant: z.string().nullable().describe('The right, setting or way that would help'),
  })
  .meta({ id: 'System', description: 'One system in scope' })

const service = z
  .object({
    target,
    impact: z
      .object({
        readyEndpoints: count.nullable(),
        wantedEndpoints: count.nullable(),
        errorRate: z.number().min(0).max(1).nullable().describe('Share of requests that fail'),
        requestsPerSecond: z.number().nonnegative().nullable(),
        p99Ms: z.number().nonnegative().nullable(),
        since,
      })
      .describe('What its users feel; null: not known'),
  })
  .meta({ id: 'Service', description: 'One service in scope' })

const change = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    kind: z.string().describe('restart, failover, configuration, release, offsets, …'),
    target,
    summary: z.string(),
    tool: z.string().nullable(),
    person: z.string().nullable(),
  })
  .meta({ id: 'Change', description: 'Something that became different lately' })

const check = z
  .object({
    id: z.string(),
    target,
    answer: z.enum(['ok', 'found', 'unknown', 'skipped']),
    reason: z.string().nullable(),
    grant: z.string().nullable(),
    needsSecondLook: z.boolean().describe('Two looks would answer, and only one was taken'),
  })
  .meta({ id: 'Check', description: 'One question and what came of it' })

/** `usrops diagnose -o json`. */
export const diagnosisDocument = z
  .object({
    version: z.literal(1),
    kind: z.literal('Diagnosis'),
    tool: z.string(),
    complete: z.boolean().describe('False where a check of the scope is unknown'),
    target: z.object({ environment: z.string(), systems: z.array(system) }),
    services: z.array(service),
    startedAt: z.iso.datetime(),
    durationMs: count,
    looks: z
      .enum(['one', 'two', 'baseline'])
      .describe('How rates were made: not at all, by a second look, against an earlier run'),
    window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).describe('What `changes` covers'),
    verdict: z.enum(['ok', 'warning', 'critical']),
    causes: z.array(cause).describe('What to fix first comes first'),
    unexplained: z.array(z.string()).describe('Ids of critical symptoms that no cause explains'),
    findings: z.array(finding),
    changes: z.array(change).describe('Oldest first'),
    checks: z.array(check),
    counts: z.object({ asked: count, ok: count, found: count, unknown: count, skipped: count }),
  })
  .meta({
    title: 'Diagnosis',
    description: 'What is wrong, why, since when, and what to do. Ignore members and values that you do not know.',
  })

publishes<Same<z.infer<typeof diagnosisDocument>, Diagnosis>>()
