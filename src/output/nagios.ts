import type { Diagnosis, ServiceSeen } from '../core/diagnosis.ts'
import type { Failure } from '../core/errors.ts'
import { type ExitName, nagiosCode } from '../core/exit-codes.ts'
import { serviceName } from '../core/service-state.ts'
import { printable } from './printable.ts'
import { gap } from './words/amounts.ts'
import { serviceState } from './words/service-state.ts'
import { timesAt } from './words/times.ts'
import { unaskedIn, unaskedWords } from './words/unasked.ts'

/** What a plugin hands to its monitor: one line on stdout and a code. https://www.monitoring-plugins.org/doc/guidelines.html */
export interface PluginOutput {
  readonly text: string
  readonly code: 0 | 1 | 2 | 3
}

const stateWords = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const

/** NRPE of old carries 1024 bytes; what is cut here leaves room for the numbers behind it. */
const longestText = 500

export function nagiosDiagnosis(document: Diagnosis, exit: ExitName, timeZone?: string): PluginOutput {
  const code = nagiosCode(document.verdict, exit)
  const numbers = document.services.flatMap((service) => perfdata(service, document))
  return plugin(code, wordsOf(document, timeZone), numbers)
}

/** Whatever went wrong, the monitor hears UNKNOWN. */
export function nagiosFailure(failure: Failure): PluginOutput {
  const words = failure.hint === null ? failure.message : `${failure.message} (${failure.hint})`
  return plugin(nagiosCode(undefined, failure.exit), words, [])
}

function plugin(code: PluginOutput['code'], words: string, numbers: readonly string[]): PluginOutput {
  // A bar would start the numbers.
  const line = printable(words).replaceAll('|', '/').replaceAll(gap, ' ')
  const short = line.length > longestText ? `${line.slice(0, longestText - 1).toWellFormed()}…` : line
  const tail = numbers.length === 0 ? '' : ` | ${numbers.join(' ')}`
  return { code, text: `USROPS ${stateWords[code]} - ${short}${tail}\n` }
}

function wordsOf(document: Diagnosis, timeZone: string | undefined): string {
  const times = timesAt(Date.parse(document.startedAt) + document.durationMs, timeZone)
  const services = document.services.map(
    (service) => `${serviceName(service, document)}: ${serviceState(service, document, times).words}`,
  )
  const [cause] = document.causes
  const [gap] = unaskedIn(document)
  const parts = [
    ...services,
    ...(cause === undefined ? uncaused(document) : [cause.summary]),
    ...(gap === undefined ? [] : [`not asked: ${unaskedWords(gap)}`]),
  ]
  return parts.length === 0 ? 'nothing wrong found' : parts.join('; ')
}

function uncaused({ findings, unexplained }: Diagnosis): readonly string[] {
  const finding = findings.find(({ id }) => unexplained.includes(id)) ?? findings[0]
  return finding === undefined ? [] : [finding.summary]
}

/** `'label'=value[unit];[warn];[crit];[min];[max]`; a number that is not known is left out, as zero would lie. */
function perfdata(service: ServiceSeen, document: Diagnosis): readonly string[] {
  const { readyEndpoints, wantedEndpoints, errorRate, requestsPerSecond, p99Ms } = service.impact
  const prefix = document.services.length === 1 ? '' : `${serviceName(service, document)} `
  const metric = (name: string, value: number | null, unit: string, rest: string) =>
    value === null ? [] : [`${quoted(prefix + name)}=${decimal(value)}${unit}${rest}`]
  return [
    ...metric('error_rate', errorRate === null ? null : errorRate * 100, '%', ';;;0;100'),
    ...metric('p99', p99Ms, 'ms', ';;;0'),
    ...metric('requests_per_second', requestsPerSecond, '', ';;;0'),
    ...metric('ready_endpoints', readyEndpoints, '', `;;;0${wantedEndpoints === null ? '' : `;${wantedEndpoints}`}`),
  ]
}

/** Quotes are doubled; an equals sign would end the label for some readers. */
function quoted(label: string): string {
  return `'${printable(label).replaceAll('=', '_').replaceAll('|', '/').replaceAll("'", "''")}'`
}

/** Digits and a dot only: no exponent, no noise of binary fractions. */
function decimal(value: number): string {
  return value.toFixed(3).replace(/\.?0+$/, '')
}
