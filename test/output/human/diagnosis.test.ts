import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type DiagnosisView, renderDiagnosis } from '../../../src/output/human/diagnosis.ts'
import { blocker, diagnosisOf, type Situation, situations } from '../sample/situations.ts'

const page: DiagnosisView = {
  terminal: { colour: false, columns: 80, unicode: true, interactive: false },
  detail: 'normal',
  timeZone: 'Europe/Berlin',
}

function on(terminal: Partial<DiagnosisView['terminal']>, view: Partial<DiagnosisView> = {}): DiagnosisView {
  return { ...page, ...view, terminal: { ...page.terminal, ...terminal } }
}

function golden(name: string): string {
  return `../golden/${name}.txt`
}

describe('the screen', () => {
  it.each(Object.keys(situations))('of %s stays as it is', async (name) => {
    const make = Object.entries(situations).find(([key]) => key === name)?.[1]
    await expect(make && renderDiagnosis(make(), page)).toMatchFileSnapshot(golden(name))
  })

  const several = situations['several-causes']()

  it.each([
    ['several-causes.60-columns', on({ columns: 60 })],
    ['several-causes.no-terminal', on({ columns: null })],
    ['several-causes.colour', on({ colour: true })],
    ['several-causes.ascii', on({ unicode: false })],
    ['several-causes.quiet', on({}, { detail: 'quiet' })],
    ['several-causes.verbose', on({}, { detail: 'verbose' })],
    ['several-causes.new-york', on({}, { timeZone: 'America/New_York' })],
  ])('as %s stays as it is', async (name, view) => {
    await expect(renderDiagnosis(several, view)).toMatchFileSnapshot(golden(name))
  })

  it('of one cause fits 80 columns and 24 rows, the prompt included', () => {
    const rows = renderDiagnosis(situations['one-critical-cause'](), page).trimEnd().split('\n')
    const height = rows.reduce((sum, row) => sum + Math.ceil(row.length / 80), 0)
    expect(height).toBeLessThan(24)
  })

  it('says who is hurt, since when and by what within the first five rows', () => {
    const top = renderDiagnosis(situations['one-critical-cause'](), page).split('\n').slice(0, 5).join('\n')
    expect(top).toMatch(/100 % errors since 02:58 CET \(14 min\)/)
    expect(top).toMatch(/pid 4711 .* blocks 23\s+sessions/)
  })

  it('says the severity in words, whatever the colours', () => {
    const plain = renderDiagnosis(several, on({ colour: false }))
    const coloured = renderDiagnosis(several, on({ colour: true }))
    expect(plain).toContain('✖ critical')
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(plain)
  })
})

describe('what can be said of a service', () => {
  const firstRow = (situation: Situation) =>
    renderDiagnosis(diagnosisOf(situation), on({ columns: null })).split('\n')[0]

  it.each<[string, Situation, string]>([
    [
      'is normal where requests succeed',
      {},
      'user-service: serving normally (3 of 3 endpoints ready, 42.3 requests/s, 0 % errors, p99 84 ms)',
    ],
    [
      'is normal where it is ready and nobody calls',
      { traffic: { requestsPerSecond: 0, errorRate: null, p99Ms: null, ready: 1, wanted: 1 } },
      'user-service: serving normally (ready, no requests)',
    ],
    [
      'is unknown where it could not be asked',
      { traffic: { kind: 'unreachable', reason: 'no way there' } },
      'user-service: cannot tell (no way there)',
    ],
    [
      'counts endpoints that are missing',
      { traffic: { ready: 0, errorRate: 1, failingForMs: 90_000 } },
      'user-service: 0 of 3 endpoints ready, 100 % errors since 03:10 CET (2 min)',
    ],
    [
      'is never 100 % where one request succeeded',
      { traffic: { errorRate: 0.9999, failingForMs: null } },
      'user-service: >99.9 % errors',
    ],
    [
      'names the day where it began on another one',
      { traffic: { errorRate: 0.5, failingForMs: 26 * 3_600_000 } },
      'user-service: 50 % errors since 21 Nov 01:12 CET (26 h)',
    ],
  ])('%s', (_policy, situation, words) => {
    expect(firstRow(situation)).toBe(words)
  })

  it('is unknown where it is ready for nobody and nothing was measured', () => {
    const silent = { ready: 0, wanted: 0, requestsPerSecond: 0, errorRate: null, p99Ms: null }
    expect(firstRow({ traffic: silent })).toMatch(/cannot tell/)
  })
})

describe('what a screen leaves out', () => {
  it('is said: reasons beyond three, changes beyond three', () => {
    const text = renderDiagnosis(situations['several-causes'](), page)
    expect(text).toContain('and 1 more (--verbose)')
    expect(text).toContain('(1 more with --verbose)')
  })

  it('is not an unexplained finding of lesser weight', () => {
    const document = situations['warning-only']()
    const text = renderDiagnosis({ ...document, causes: [] }, page)
    expect(text).toContain('also: ▲ warning: user-cache uses 93 % of maxmemory')
  })

  it('is not the reason of a gap: one line for each reason, with the grant and the number of checks', () => {
    const gaps = Array.from({ length: 6 }, (_, index) => ({
      id: `postgres.check-${index}`,
      target: { system: 'postgres', kind: 'database', name: 'user-db' },
      answer: 'unknown' as const,
      reason: 'usrops_ro lacks pg_monitor',
      grant: 'GRANT pg_monitor TO usrops_ro',
      needsSecondLook: false,
    }))
    const text = renderDiagnosis({ ...diagnosisOf({ sessions: { blocker } }), checks: gaps }, on({ columns: null }))
    expect(text.match(/not asked:.*/g)).toEqual([
      'not asked: user-db: usrops_ro lacks pg_monitor: GRANT pg_monitor TO usrops_ro - 6 checks',
    ])
  })

  it('is one line for all counters that nothing could be compared with', () => {
    const target = { system: 'service', kind: 'service', name: 'user-service' }
    const gaps = ['5 % of all requests failed', '1 % took longer than 4505 ms'].map((reason, index) => ({
      ...{ id: `http.check-${index}`, target, answer: 'unknown' as const, reason, grant: null },
      needsSecondLook: true,
    }))
    const text = renderDiagnosis({ ...diagnosisOf({ sessions: { blocker } }), checks: gaps }, on({ columns: null }))
    expect(text.match(/not asked:.*/g)).toEqual([
      'not asked: user-service: rates need a second look: --observe 5s - 2 checks',
    ])
  })
})
