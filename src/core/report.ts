import type { CheckAnswer } from './check.ts'
import type { CauseSeen, Diagnosis, FindingSeen, LooksSeen, RemedySeen, ServiceSeen, SinceSeen } from './diagnosis.ts'
import type { Finding } from './finding.ts'
import { impactOn } from './impact.ts'
import type { Case, Judgement, Rules } from './judge.ts'
import type { RankedCause } from './ranking.ts'
import { type Remedy, remedyLine } from './remedy.ts'
import { worst } from './severity.ts'
import { earliest, type Since } from './since.ts'
import { nodeKey, type Target } from './target.ts'

/** Changes shown reach back so long before the first symptom, in milliseconds. */
const leadMs = 30 * 60_000

export interface ReportInput {
  readonly tool: string
  readonly environment: string
  readonly startedAt: number
  readonly finishedAt: number
  readonly looks: LooksSeen
}

/** The judgement as the published document. */
export function reportOf(facts: Case, judgement: Judgement, rules: Rules, input: ReportInput): Diagnosis {
  const { answers, findings, changes, causes } = judgement
  const window = windowOf(findings, facts.look.at)
  return {
    version: 1,
    kind: 'Diagnosis',
    tool: input.tool,
    complete: answers.every((answer) => answer.answer !== 'unknown'),
    target: { environment: input.environment, systems: facts.look.instances.map(systemSeen) },
    services: facts.services.map((service) => serviceSeen(service, facts, findings, rules)),
    startedAt: iso(input.startedAt),
    durationMs: Math.round(input.finishedAt - input.startedAt),
    looks: input.looks,
    window: { from: iso(window.from), to: iso(window.to) },
    verdict: worst(findings.map((finding) => finding.severity)),
    causes: causes.map(causeSeen),
    unexplained: judgement.unexplained.map((finding) => finding.id),
    findings: findings.map(findingSeen),
    changes: changes
      .filter((change) => change.at >= window.from && change.at <= window.to)
      .map(({ at, tool, person, id, kind, target, summary }) => ({
        id,
        at: iso(at),
        kind,
        target,
        summary,
        tool: tool ?? null,
        person: person ?? null,
      })),
    checks: answers.map(({ check, target, answer, reason, grant, wantsSecondLook }) => ({
      ...{ id: check, target, answer, reason, grant },
      needsSecondLook: wantsSecondLook,
    })),
    counts: countsOf(answers),
  }
}

function systemSeen(instance: Case['look']['instances'][number]): Diagnosis['target']['systems'][number] {
  const { target, system, vantage, identity, unconnected } = instance
  const said = { reason: unconnected?.reason ?? null, grant: unconnected?.grant ?? null }
  return { target, system, vantage, identity, asked: wasAsked(instance), ...said }
}

/** At least one question was answered; null is the value of what does not apply, for which nobody has to be asked. */
function wasAsked(instance: Case['look']['instances'][number]): boolean {
  return Object.values(instance.observations).some(
    (observation) => 'value' in observation && observation.value !== null,
  )
}

function serviceSeen(service: Target, facts: Case, findings: readonly Finding[], rules: Rules): ServiceSeen {
  const symptoms = findings.filter(
    (finding) => finding.kind === 'symptom' && nodeKey(finding.target) === nodeKey(service),
  )
  const since = sinceSeen(earliest(symptoms.map((finding) => finding.since)))
  return { target: service, impact: { ...impactOn(service, rules.impacts, facts.look, facts.before), since } }
}

function causeSeen(cause: RankedCause): CauseSeen {
  const { id, fingerprint, severity, confidence, target, summary } = cause
  return {
    ...{ id, fingerprint, severity, confidence, target, summary },
    since: sinceSeen(cause.since),
    because: cause.because.map(({ text, findings = [], changes = [] }) => ({
      text,
      refs: [...findings, ...changes].map((ref) => ref.id),
    })),
    explains: {
      findings: cause.explains.map((finding) => finding.id),
      changes: cause.because.flatMap(({ changes = [] }) => changes.map((change) => change.id)),
    },
    contradictedBy: cause.contradictedBy ?? [],
    remedies: cause.remedies.map(remedySeen),
  }
}

function remedySeen(remedy: Remedy): RemedySeen {
  const { kind, risk, summary } = remedy
  if (remedy.kind === 'manual') return { kind, command: null, also: [], shell: null, mutates: false, risk, summary }
  const { command, also = [], mutates } = remedy
  return { kind, command, also, shell: remedyLine(remedy), mutates, risk, summary }
}

function findingSeen({
  id,
  fingerprint,
  check,
  kind,
  severity,
  target,
  vantage,
  summary,
  since,
  evidence,
}: Finding): FindingSeen {
  return { id, fingerprint, check, kind, severity, target, vantage, summary, since: sinceSeen(since), evidence }
}

function windowOf(findings: readonly Finding[], now: number): { from: number; to: number } {
  const began = earliest(findings.filter((finding) => finding.kind === 'symptom').map((finding) => finding.since))
  return { from: (began.at ?? now) - leadMs, to: now }
}

function countsOf(answers: readonly CheckAnswer[]): Diagnosis['counts'] {
  const count = (answer: CheckAnswer['answer']) => answers.filter((each) => each.answer === answer).length
  const counts = { ok: count('ok'), found: count('found'), unknown: count('unknown'), skipped: count('skipped') }
  return { asked: answers.length - counts.skipped, ...counts }
}

function sinceSeen(since: Since): SinceSeen {
  return { accuracy: since.accuracy, at: since.at === null ? null : iso(since.at) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
