import { describe, expect, it } from 'vitest'
import { type ExitName, exitCodes } from '../../src/core/exit-codes.ts'
import { nagiosDiagnosis, nagiosFailure } from '../../src/output/nagios.ts'
import { diagnosisOf, situations } from './sample/situations.ts'

const zone = 'Europe/Berlin'
const exitNames = Object.keys(exitCodes) as ExitName[]

describe('a verdict', () => {
  it.each([
    ['healthy', 'ok', 0, 'OK'],
    ['warning-only', 'ok', 1, 'WARNING'],
    ['one-critical-cause', 'findings', 2, 'CRITICAL'],
    ['one-critical-cause', 'ok', 2, 'CRITICAL'],
    ['cannot-tell', 'couldNotLook', 3, 'UNKNOWN'],
  ] as const)('of %s with exit %s is %d', (name, exit, code, word) => {
    const output = nagiosDiagnosis(situations[name](), exit, zone)
    expect(output.code).toBe(code)
    expect(output.text).toMatch(new RegExp(`^USROPS ${word} - `))
  })

  it('is one line with the impact, the first cause and the numbers', () => {
    expect(nagiosDiagnosis(situations['one-critical-cause'](), 'findings', zone).text).toBe(
      "USROPS CRITICAL - user-service: 100 % errors since 02:58 CET (14 min); pid 4711 (psql, idle in transaction) blocks 23 sessions on table users | 'error_rate'=100%;;;0;100 'p99'=30000ms;;;0 'requests_per_second'=42.3;;;0 'ready_endpoints'=3;;;0;3\n",
    )
  })

  it('names the service in the labels where there are several', () => {
    expect(nagiosDiagnosis(situations['two-services'](), 'findings', zone).text).toContain(
      "'user-service error_rate'=100%;;;0;100",
    )
  })

  it('leaves out a number that nobody knows instead of reporting zero', () => {
    const { text } = nagiosDiagnosis(diagnosisOf({ traffic: { errorRate: null, p99Ms: null } }), 'ok', zone)
    expect(text).not.toMatch(/error_rate|p99=/)
  })

  it('keeps bars, quotes and line breaks of systems out of the line', () => {
    const name = "it's|a=b\nc"
    const document = diagnosisOf({ service: name }, {})
    const { text } = nagiosDiagnosis(document, 'ok', zone)
    expect(text.match(/\|/g)).toHaveLength(1)
    expect(text).toContain("'it''s/a_b c error_rate'=0%;;;0;100")
    expect(text.trimEnd()).not.toContain('\n')
  })

  it('cuts long words and keeps the numbers', () => {
    const { text } = nagiosDiagnosis(diagnosisOf({ service: 'x'.repeat(2000) }), 'ok', zone)
    expect(text).toMatch(/^USROPS OK - x{499}… \| 'error_rate'=/)
  })
})

it.each(exitNames)('hears UNKNOWN of a run that ended as %s', (exit) => {
  const { code, text } = nagiosFailure({ exit, message: 'it | broke', hint: 'usrops --help', retryable: false })
  expect(code).toBe(3)
  expect(text).toBe('USROPS UNKNOWN - it / broke (usrops --help)\n')
})

it.each(exitNames.filter((exit) => exit !== 'ok' && exit !== 'findings'))(
  'hears UNKNOWN of a diagnosis that ended as %s',
  (exit) => {
    expect(nagiosDiagnosis(situations['one-critical-cause'](), exit, zone).code).toBe(3)
  },
)
