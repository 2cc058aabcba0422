import type { Conclusion } from './cause.ts'
import { type Finding, fingerprintOf } from './finding.ts'
import { compareText } from './order.ts'
import { confidenceRank, type Severity, severityRank, worst } from './severity.ts'
import { earliest, type Since } from './since.ts'
import { nodeKey, targetKey } from './target.ts'
import type { Topology } from './topology.ts'

/** A conclusion that stood up to the rules, with everything filled in. */
export interface RankedCause extends Conclusion {
  readonly id: string
  readonly fingerprint: string
  readonly severity: Severity
  readonly since: Since
  readonly grounds: readonly Finding[]
}

export interface Candidate {
  readonly id: string
  readonly conclusion: Conclusion
}

/**
 * Orders conclusions: what explains a symptom first; the dependency before the dependant; then confidence, severity, earliest start, id.
 * A conclusion whose every ground another one explains is removed; on a cycle the one deeper in the topology stays.
 */
export function rankCauses(candidates: readonly Candidate[], topology: Topology): readonly RankedCause[] {
  const judged = candidates.flatMap((candidate) => judge(candidate, topology))
  const unique = [
    ...new Map(
      judged
        .toSorted(byRank(topology))
        .toReversed()
        .map((cause) => [cause.fingerprint, cause]),
    ).values(),
  ]
  return withoutConsequences(unique, topology).toSorted(byRank(topology))
}

function judge({ id, conclusion }: Candidate, topology: Topology): readonly RankedCause[] {
  const grounds = unique(conclusion.because.flatMap((reason) => reason.findings ?? []))
  if (grounds.length === 0) return []
  const explains = unique(conclusion.explains).filter((finding) =>
    topology.dependsOn(finding.target, conclusion.target),
  )
  return [
    {
      ...conclusion,
      id,
      fingerprint: fingerprintOf(id, conclusion.target),
      grounds,
      explains,
      severity: conclusion.severity ?? severityOf([...grounds, ...explains]),
      since: conclusion.since ?? earliest(grounds.map((finding) => finding.since)),
    },
  ]
}

function severityOf(findings: readonly Finding[]): Severity {
  return worst(findings.map((finding) => finding.severity)) === 'critical' ? 'critical' : 'warning'
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()].toSorted((left, right) =>
    compareText(left.fingerprint, right.fingerprint),
  )
}

function withoutConsequences(causes: readonly RankedCause[], topology: Topology): readonly RankedCause[] {
  const above = new Map(causes.map((cause) => [cause, ultimateExplainers(cause, causes)]))
  const stays = (cause: RankedCause) =>
    [...(above.get(cause) ?? [])].every(
      (other) => above.get(other)?.has(cause) === true && byDepth(topology)(cause, other) < 0,
    )
  const kept = causes.filter(stays)
  return kept.map((cause) =>
    inheriting(
      cause,
      causes.filter((other) => above.get(other)?.has(cause)),
      topology,
    ),
  )
}

/** All causes that explain this one, directly or through others. */
function ultimateExplainers(cause: RankedCause, causes: readonly RankedCause[]): ReadonlySet<RankedCause> {
  const seen = new Set<RankedCause>()
  const waiting = [cause]
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    for (const other of causes) {
      if (other === cause || other === current || seen.has(other) || !explainsAllGrounds(other, current)) continue
      seen.add(other)
      waiting.push(other)
    }
  }
  return seen
}

function explainsAllGrounds(by: RankedCause, of: RankedCause): boolean {
  return of.grounds.every((ground) => by.explains.some((finding) => finding.id === ground.id))
}

/** What a removed consequence explained, its ultimate cause explains too. */
function inheriting(cause: RankedCause, removed: readonly RankedCause[], topology: Topology): RankedCause {
  const inherited = removed.flatMap((other) => other.explains)
  const explains = unique([...cause.explains, ...inherited]).filter((finding) =>
    topology.dependsOn(finding.target, cause.target),
  )
  return { ...cause, explains }
}

type Order = (left: RankedCause, right: RankedCause) => number

function byRank(topology: Topology): Order {
  return (left, right) =>
    Number(explainsSymptom(right)) - Number(explainsSymptom(left)) ||
    topology.height(left.target) - topology.height(right.target) ||
    confidenceRank(right.confidence) - confidenceRank(left.confidence) ||
    severityRank(right.severity) - severityRank(left.severity) ||
    startOf(left) - startOf(right) ||
    compareText(left.id, right.id) ||
    compareText(targetKey(left.target), targetKey(right.target))
}

/** Which of two causes that explain each other is the deeper one. */
function byDepth(topology: Topology): Order {
  return (left, right) =>
    topology.height(left.target) - topology.height(right.target) ||
    compareText(nodeKey(left.target), nodeKey(right.target)) ||
    byRank(topology)(left, right)
}

function explainsSymptom(cause: RankedCause): boolean {
  return cause.explains.some((finding) => finding.kind === 'symptom')
}

function startOf(cause: RankedCause): number {
  return cause.since.accuracy === 'unknown' ? Number.MAX_SAFE_INTEGER : cause.since.at
}
