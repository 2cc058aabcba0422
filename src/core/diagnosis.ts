import type { Answer } from './check.ts'
import type { Evidence, FindingKind } from './finding.ts'
import type { Impact } from './impact.ts'
import type { Risk } from './remedy.ts'
import type { Confidence, Severity, Verdict } from './severity.ts'
import type { Target } from './target.ts'

/** The document that `usrops diagnose -o json` prints; its schema is published under schemas/. Times are ISO 8601 in UTC. */
export interface Diagnosis {
  readonly version: 1
  readonly kind: 'Diagnosis'
  readonly tool: string
  /** False where a check of the scope is `unknown`. */
  readonly complete: boolean
  readonly target: { readonly environment: string; readonly systems: readonly SystemSeen[] }
  readonly services: readonly ServiceSeen[]
  readonly startedAt: string
  readonly durationMs: number
  /** How the rates were made: one look, two looks, or against an earlier run. */
  readonly looks: LooksSeen
  readonly window: { readonly from: string; readonly to: string }
  readonly verdict: Verdict
  readonly causes: readonly CauseSeen[]
  /** Ids of critical symptoms that no cause explains. */
  readonly unexplained: readonly string[]
  readonly findings: readonly FindingSeen[]
  readonly changes: readonly ChangeSeen[]
  readonly checks: readonly CheckSeen[]
  readonly counts: Readonly<Record<'asked' | Answer, number>>
}

export type LooksSeen = 'one' | 'two' | 'baseline'

export interface SinceSeen {
  readonly at: string | null
  readonly accuracy: 'exact' | 'atMost' | 'unknown'
}

/** One system in scope and whether it could be asked. `identity` is null where it has none or could not be read. */
export interface SystemSeen {
  readonly target: Target
  readonly system: string
  readonly vantage: string
  readonly identity: string | null
  readonly asked: boolean
  readonly reason: string | null
  readonly grant: string | null
}

export interface ServiceSeen {
  readonly target: Target
  readonly impact: Impact & { readonly since: SinceSeen }
}

export interface CauseSeen {
  readonly id: string
  readonly fingerprint: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly target: Target
  readonly summary: string
  readonly since: SinceSeen
  readonly because: readonly { readonly text: string; readonly refs: readonly string[] }[]
  readonly explains: { readonly findings: readonly string[]; readonly changes: readonly string[] }
  readonly contradictedBy: readonly string[]
  readonly remedies: readonly RemedySeen[]
}

/** `shell` is the command and what belongs to it as a line that can be pasted; null where only a person can act. */
export interface RemedySeen {
  readonly kind: 'command' | 'manual'
  readonly command: readonly string[] | null
  readonly also: readonly (readonly string[])[]
  readonly shell: string | null
  readonly mutates: boolean
  readonly risk: Risk
  readonly summary: string
}

export interface FindingSeen {
  readonly id: string
  readonly fingerprint: string
  readonly check: string
  readonly kind: FindingKind
  readonly severity: Severity
  readonly target: Target
  readonly vantage: string
  readonly summary: string
  readonly since: SinceSeen
  readonly evidence: Evidence
}

export interface ChangeSeen {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly target: Target
  readonly summary: string
  readonly tool: string | null
  readonly person: string | null
}

export interface CheckSeen {
  readonly id: string
  readonly target: Target
  readonly answer: Answer
  readonly reason: string | null
  readonly grant: string | null
  /** True where two looks would answer, and only one was taken. */
  readonly needsSecondLook: boolean
}
