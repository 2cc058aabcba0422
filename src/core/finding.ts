import { createHash } from 'node:crypto'
import { compareText } from './order.ts'
import { type Severity, severityRank } from './severity.ts'
import type { Since } from './since.ts'
import { type Target, targetKey } from './target.ts'

/** `symptom`: users feel it; `condition`: something is wrong that may hurt them; `hygiene`: housekeeping, never part of a verdict. */
export type FindingKind = 'symptom' | 'condition' | 'hygiene'

/** Plain values that prove a finding; masked where they come from a system's own text. */
export type Evidence = Readonly<Record<string, EvidenceValue>>
export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue }

/** What a check says of one thing that deserves attention. Without a target it is about the instance itself. */
export interface FindingDraft {
  readonly severity: Severity
  readonly target?: Target
  readonly summary: string
  readonly since: Since
  readonly evidence: Evidence
}

export interface Finding extends FindingDraft {
  readonly id: string
  /** The same for the same trouble in two runs. */
  readonly fingerprint: string
  readonly check: string
  readonly kind: FindingKind
  readonly target: Target
  readonly vantage: string
}

export type UnnumberedFinding = Omit<Finding, 'id' | 'fingerprint'>

/** Numbers findings in an order that does not depend on the order in which they were found. */
export function numberFindings(findings: readonly UnnumberedFinding[]): readonly Finding[] {
  return findings
    .map((finding) => ({ ...finding, fingerprint: fingerprintOf(finding.check, finding.target) }))
    .toSorted(compareFindings)
    .map((finding, index) => ({ ...finding, id: `f${index + 1}` }))
}

export function fingerprintOf(about: string, target: Target): string {
  return createHash('sha256')
    .update(`${about} ${targetKey(target)}`)
    .digest('hex')
    .slice(0, 12)
}

type Fingerprinted = UnnumberedFinding & { fingerprint: string }

function compareFindings(left: Fingerprinted, right: Fingerprinted): number {
  return (
    Number(right.kind === 'symptom') - Number(left.kind === 'symptom') ||
    severityRank(right.severity) - severityRank(left.severity) ||
    compareText(left.check, right.check) ||
    compareText(targetKey(left.target), targetKey(right.target)) ||
    compareText(left.summary, right.summary)
  )
}
