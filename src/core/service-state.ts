import type { Diagnosis, FindingSeen, ServiceSeen } from './diagnosis.ts'
import type { Impact } from './impact.ts'
import { severityRank } from './severity.ts'
import { nodeKey, type Target } from './target.ts'

/**
 * The one judgement of a service, for whoever prints it. `normal` needs evidence: a service that nobody asked is not well, it is unknown; `unmeasured` has
 * nothing but the word of a health endpoint, beside something critical.
 */
export type ServiceJudgement = 'hurt' | 'normal' | 'unknown' | 'unmeasured'

export function judgementOf(service: ServiceSeen, document: Diagnosis): ServiceJudgement {
  const { impact } = service
  if (symptomsOf(service.target, document.findings).length > 0 || isShortOfEndpoints(impact)) return 'hurt'
  if (!isCalled(impact) && !isReady(impact)) return 'unknown'
  const isMeasured = impact.requestsPerSecond !== null || impact.errorRate !== null
  return document.verdict === 'critical' && !isMeasured ? 'unmeasured' : 'normal'
}

/** The name, with the namespace or cluster where the name alone would be ambiguous. */
export function serviceName(service: ServiceSeen, document: Diagnosis): string {
  const { name, namespace, cluster } = service.target
  const isUnique = document.services.filter((other) => other.target.name === name).length === 1
  return isUnique ? name : [cluster, namespace, name].filter((part) => part !== undefined).join('/')
}

/** What users feel of it, the worst first. */
export function symptomsOf(service: Target, findings: readonly FindingSeen[]): readonly FindingSeen[] {
  return findings
    .filter((finding) => finding.kind === 'symptom' && nodeKey(finding.target) === nodeKey(service))
    .toSorted((left, right) => severityRank(right.severity) - severityRank(left.severity))
}

export function isShortOfEndpoints({ readyEndpoints, wantedEndpoints }: Impact): boolean {
  return readyEndpoints !== null && wantedEndpoints !== null && readyEndpoints < wantedEndpoints
}

/** Somebody calls it, as far as was measured. */
export function isCalled({ requestsPerSecond, errorRate }: Impact): boolean {
  return requestsPerSecond === null ? errorRate !== null : requestsPerSecond > 0
}

/** At least one endpoint is. */
export function isReady({ readyEndpoints }: Impact): boolean {
  return readyEndpoints !== null && readyEndpoints > 0
}

/** Why nothing is known of a service. */
export function whyUnknown(service: Target, { target, checks }: Diagnosis): string {
  const system = target.systems.find((each) => nodeKey(each.target) === nodeKey(service))
  const unanswered = checks.find((check) => check.answer === 'unknown' && nodeKey(check.target) === nodeKey(service))
  return system?.reason ?? unanswered?.reason ?? 'it answered neither requests nor a health question'
}
