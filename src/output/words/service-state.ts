import type { Diagnosis, FindingSeen, ServiceSeen } from '../../core/diagnosis.ts'
import type { Impact } from '../../core/impact.ts'
import { isCalled, isReady, isShortOfEndpoints, judgementOf, symptomsOf, whyUnknown } from '../../core/service-state.ts'
import { amount, latency, percent } from './amounts.ts'
import type { Times } from './times.ts'

/** What can be said of a service. `normal` needs evidence: a service that nobody asked is not well, it is unknown. */
export interface ServiceState {
  readonly state: 'hurt' | 'normal' | 'unknown'
  readonly words: string
}

export function serviceState(service: ServiceSeen, document: Diagnosis, times: Times): ServiceState {
  const { impact, target } = service
  switch (judgementOf(service, document)) {
    case 'hurt': {
      const words = hurtWords(service, symptomsOf(target, document.findings))
      return { state: 'hurt', words: [words, times.since(impact.since)].filter((part) => part !== null).join(' ') }
    }
    case 'unknown':
      return { state: 'unknown', words: `cannot tell (${whyUnknown(target, document)})` }
    case 'unmeasured':
      return {
        state: 'unknown',
        words: `${evidenceOf(impact).join(', ')}; whether requests fail was not measured (--observe 5s)`,
      }
    case 'normal':
      return { state: 'normal', words: `serving normally (${evidenceOf(impact).join(', ')})` }
  }
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
  if (!isCalled(impact)) return ready.length > 0 && requestsPerSecond === 0 ? [...ready, 'no requests'] : ready
  return [
    ...ready,
    ...(requestsPerSecond === null ? [] : [`${amount(requestsPerSecond)} requests/s`]),
    ...(errorRate === null ? [] : [`${percent(errorRate)} errors`]),
    ...(p99Ms === null ? [] : [`p99 ${latency(p99Ms)}`]),
  ]
}

function readyWords(impact: Impact): readonly string[] {
  const { readyEndpoints, wantedEndpoints } = impact
  if (!isReady(impact)) return []
  if (wantedEndpoints === null || wantedEndpoints === 1) return ['ready']
  return [`${readyEndpoints} of ${wantedEndpoints} endpoints ready`]
}
