import type { Cause, CauseView } from './cause.ts'
import { type Change, type ChangeReading, readChanges } from './change.ts'
import type { Check, CheckAnswer, Params } from './check.ts'
import { type Finding, numberFindings } from './finding.ts'
import type { ImpactReading } from './impact.ts'
import type { InstanceFacts, Look } from './look.ts'
import { type RankedCause, rankCauses } from './ranking.ts'
import { nodeKey, type Target } from './target.ts'
import type { Topology } from './topology.ts'

/** Everything that judges. The engine knows no system by name: it is handed these lists. */
export interface Rules {
  readonly checks: readonly Check[]
  readonly causes: readonly Cause[]
  readonly changes: readonly ChangeReading[]
  readonly impacts: readonly ImpactReading[]
}

/** What there is to judge. */
export interface Case {
  readonly look: Look
  /** An earlier look, so that counters become rates. */
  readonly before?: Look
  readonly services: readonly Target[]
  readonly topology: Topology
  /** Thresholds that the configuration overrides, by check id. */
  readonly params: Readonly<Record<string, Params>>
}

export interface Judgement {
  readonly answers: readonly CheckAnswer[]
  readonly findings: readonly Finding[]
  readonly changes: readonly Change[]
  readonly causes: readonly RankedCause[]
  /** Critical symptoms that no cause explains. */
  readonly unexplained: readonly Finding[]
}

/** Judges facts: pure, so that the same facts give the same answer, live or replayed. */
export function judge(facts: Case, rules: Rules): Judgement {
  const asked = facts.look.instances.flatMap((instance) => askAll(instance, facts, rules.checks))
  const findings = numberFindings(asked.flatMap(({ instance, answer }) => toFindings(instance, answer)))
  const changes = readChanges(rules.changes, facts.look, facts.before)
  const view = viewOf(facts, findings, changes)
  const candidates = rules.causes.flatMap((cause) =>
    cause.conclude(facts.look, facts.before, view).map((conclusion) => ({ id: cause.id, conclusion })),
  )
  const causes = rankCauses(candidates, facts.topology)
  return {
    answers: asked.map(({ answer }) => answer),
    findings,
    changes,
    causes,
    unexplained: unexplained(findings, causes),
  }
}

function askAll(instance: InstanceFacts, facts: Case, checks: readonly Check[]) {
  return checks
    .filter((check) => check.system === instance.system && check.kind !== 'hygiene')
    .map((check) => ({ instance, answer: check.ask(instance, facts.before, facts.params[check.id] ?? {}) }))
}

function toFindings(instance: InstanceFacts, answer: CheckAnswer) {
  return answer.findings.map((draft) => ({
    ...draft,
    check: answer.check,
    kind: answer.kind,
    target: draft.target ?? instance.target,
    vantage: instance.vantage,
  }))
}

function viewOf(facts: Case, findings: readonly Finding[], changes: readonly Change[]): CauseView {
  const { topology, look } = facts
  const of = (...checks: readonly string[]) => findings.filter((finding) => checks.includes(finding.check))
  return {
    topology,
    changes,
    now: look.at,
    findings: of,
    findingsOn: (target, ...checks) => of(...checks).filter((finding) => nodeKey(finding.target) === nodeKey(target)),
    symptomsOver: (target) =>
      findings.filter((finding) => finding.kind === 'symptom' && topology.dependsOn(finding.target, target)),
    answered: (target) =>
      look.instances.some(
        (instance) =>
          nodeKey(instance.target) === nodeKey(target) &&
          Object.values(instance.observations).some((observation) => 'value' in observation),
      ),
    unconnected: (target) =>
      look.instances.find((instance) => nodeKey(instance.target) === nodeKey(target) && instance.unconnected)
        ?.unconnected,
  }
}

function unexplained(findings: readonly Finding[], causes: readonly RankedCause[]): readonly Finding[] {
  const explained = new Set(causes.flatMap((cause) => cause.explains.map((finding) => finding.id)))
  return findings.filter(
    (finding) => finding.kind === 'symptom' && finding.severity === 'critical' && !explained.has(finding.id),
  )
}
