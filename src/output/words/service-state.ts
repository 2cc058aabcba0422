import type { Diagnosis, FindingSeen, ServiceSeen } from '../../core/diagnosis.ts'
import type { Impact } from '../../core/impact.ts'
import { severityRank } from '../../core/severity.ts'
import { nodeKey, type Target } from '../../core/target.ts'
import { amount, latency, percent } from './amounts.ts'
import type { Times } from './times.ts'

/** What can be said of a service. `normal` needs evidence: a service that nobody asked is not well, it is unknown. */
export interface ServiceState {
  readonly state: 'hurt' | 'normal' | 'unknown'
  readonly words: string
}

export function serviceState(service: ServiceSeen, document: Diagnosis, times: Times): ServiceState {
  const symptoms = symptomsOf(service.target, document.findings)
  const { impact } = service
  if (symptoms.length > 0 || isShortOfEndpoints(impact)) {
    const since = times.since(impact.since)
    return { state: 'hurt', words: [hurtWords(service, symptoms), since].filter((part) => part !== null).join(' ') }
  }
  const evidence = evidenceOf(impact)
  if (evidence.length === 0) return { state: 'unknown', words: `cannot tell (${reasonOf(service.target, document)})` }
  // Beside something critical the word of a health endpoint is not enough.
  if (document.verdict === 'critical' && impact.requestsPerSecond === null && impact.errorRate === null) {
    return { state: 'unknown', words: `${evidence.join(', ')}; whether requests fail was not measured (--observe 5s)` }
  }
  return { state: 'normal', words: `serving normally (${evidence.join(', ')})` }
}

/** The name, with the namespace or cluster where the name alone would be ambiguous. */
export function serviceName(service: ServiceSeen, document: Diagnosis): string {
  const { name, namespace, cluster } = service.target
  const isUnique = document.services.filter((other) => other.target.name === name).length === 1
  return isUnique ? name : [cluster, namespace, name].filter((part) => part !== undefined).join('/')
}

function symptomsOf(service: Target, findings: readonly FindingSeen[]): readonly FindingSeen[] {
  return findings
    .filter((finding) => finding.kind === 'symptom' && nodeKey(finding.target) === nodeKey(service))
    .toSorted((left, right) => severityRank(right.severity) - severityRank(left.severity))
}

function isShortOfEndpoints({ readyEndpoints, wantedEndpoints }: Impact): boolean {
  return readyEndpoints !== null && wantedEndpoints !== null && readyEndpoints < wantedEndpoints
}

/** What was measured, else what the worst symptom says. */
function hurtWords({ target, impact }: ServiceSeen, symptoms: readonly FindingSeen[]): string {
  const { readyEndpoints, wantedEndpoints, errorRate } = impact
  const measured = [
    ...(isShortOfEndpoints(impact) ? [`${readyEndpoints} of ${wantedEndpoints} endpoints ready`] : []),
    ...(errorRate !== null && errorRate >= noticeable ? [`${percent(errorRate)} errors`] : []),
  ]
  return measured.length > 0 ? measured.join(', ') : withoutName(symptoms[0]?.summary ?? 'not well', target.name)
}

/** Fewer errors than these, as a share, are not what hurts users while another symptom is there. */
const noticeable = 0.01

/** A headline starts with the name already. */
function withoutName(summary: string, name: string): string {
  return summary.startsWith(`${name} `) || summary.startsWith(`${name}: `)
    ? summary.slice(name.length).replace(/^:? /, '')
    : summary
}

function evidenceOf(impact: Impact): readonly string[] {
  const { requestsPerSecond, errorRate, p99Ms } = impact
  const ready = readyWords(impact)
  const isCalled = requestsPerSecond === null ? errorRate !== null : requestsPerSecond > 0
  if (!isCalled) return ready.length > 0 && requestsPerSecond === 0 ? [...ready, 'no requests'] : ready
  return [
    ...ready,
    ...(requestsPerSecond === null ? [] : [`${amount(requestsPerSecond)} requests/s`]),
    ...(errorRate === null ? [] : [`${percent(errorRate)} errors`]),
    ...(p99Ms === null ? [] : [`p99 ${latency(p99Ms)}`]),
  ]
}

function readyWords({ readyEndpoints, wantedEndpoints }: Impact): readonly string[] {
  if (readyEndpoints === null || readyEndpoints === 0) return []
  if (wantedEndpoints === null || wantedEndpoints === 1) return ['ready']
  return [`${readyEndpoints} of ${wantedEndpoints} endpoints ready`]
}

function reasonOf(service: Target, { target, checks }: Diagnosis): string {
  const system = target.systems.find((each) => nodeKey(each.target) === nodeKey(service))
  const unanswered = checks.find((check) => check.answer === 'unknown' && nodeKey(check.target) === nodeKey(service))
  return system?.reason ?? unanswered?.reason ?? 'it answered neither requests nor a health question'
}
