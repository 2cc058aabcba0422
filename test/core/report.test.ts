import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import { type Case, judge } from '../../src/core/judge.ts'
import { reportOf } from '../../src/core/report.ts'
import { rules } from '../../src/rules.ts'
import { caseOf, elapsedMs, type Shown } from '../causes/case.ts'
import { blockade } from '../causes/postgres-shown.ts'
import { answering, complaining, starting } from '../causes/service-shown.ts'
import { NOW } from '../checks/postgres/examples.ts'

const schema = JSON.parse(readFileSync(new URL('../../schemas/diagnosis.v1.json', import.meta.url), 'utf8'))
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } })
const validate = ajv.compile(schema)

const failing = [...answering(200, 5), ...answering(500, 15)]
const locked: Shown = {
  database: { activity: { sessions: blockade(5) } },
  service: {
    requests: { 200: 1_000, 500: 100 },
    log: [...failing, ...starting(70, '2.3.1'), ...starting(800, '2.3.0')],
  },
}
const away: Shown = { database: { kind: 'unreachable', reason: 'connection refused', grant: 'a way' } }
const code = complaining("TypeError: cannot read 'id' of undefined in the handler")

function documentOf(shown: Shown, before?: Shown, change: (facts: Case) => Case = (facts) => facts): Diagnosis {
  const facts = change(caseOf(shown, before))
  const input = {
    tool: 'usrops 1.2.3',
    environment: 'production',
    startedAt: NOW - 812.4,
    finishedAt: NOW,
    looks: 'two',
  } as const
  return reportOf(facts, judge(facts, rules), rules, input)
}

describe('the document of a diagnosis', () => {
  it.each<[string, Shown, Shown?]>([
    ['a healthy service', {}, {}],
    ['a lock', locked, {}],
    ['a database that cannot be asked', away],
    ['an outage', { ...away, service: { log: [...failing, ...complaining('connect ECONNREFUSED 10.0.0.5:5432')] } }],
    ['a release', { service: { ...locked.service, log: [...(locked.service?.log ?? []), ...code] } }],
  ])('is as its schema says for %s', (_, now, before) => {
    const document: unknown = JSON.parse(JSON.stringify(documentOf(now, before)))
    validate(document)
    expect(validate.errors).toBeNull()
  })

  it('refers only to findings and changes that it holds', () => {
    const { findings, changes, causes, unexplained } = documentOf({
      service: { ...locked.service, log: [...failing, ...starting(70, '2.3.1'), ...starting(800, '2.3.0'), ...code] },
    })
    const known = [...findings, ...changes].map(({ id }) => id)
    const refs = causes.flatMap(({ because, explains }) => [
      ...because.flatMap((each) => each.refs),
      ...explains.findings,
      ...explains.changes,
    ])
    expect(causes).toHaveLength(1)
    expect(causes[0]?.explains.changes).toHaveLength(1)
    expect(known).toEqual(expect.arrayContaining([...refs, ...unexplained]))
  })

  it('has the verdict of its worst finding', () => {
    expect(documentOf({}).verdict).toBe('ok')
    expect(documentOf({ service: { health: { clockSkewMs: 20_000 } } }).verdict).toBe('warning')
    expect(documentOf(locked).verdict).toBe('critical')
  })

  it('counts the answers, and is complete without unknown ones', () => {
    const healthy = documentOf({}, {})
    expect(healthy).toMatchObject({ complete: true, counts: { found: 0, unknown: 0, skipped: 0 } })
    expect(healthy.counts).toMatchObject({ asked: healthy.checks.length, ok: healthy.checks.length })
    const partial = documentOf(away)
    const unknown = partial.checks.filter(({ answer }) => answer === 'unknown')
    expect(partial.complete).toBe(false)
    expect(partial.counts.unknown).toBe(unknown.length)
    expect(unknown[0]).toMatchObject({ reason: 'connection refused', grant: 'a way' })
  })

  it('says of each system whether it was asked, and why not', () => {
    const systems = documentOf(away).target.systems
    const asked = systems.filter((system) => system.asked).map(({ target }) => target.name)
    expect(systems.filter((system) => !system.asked)).toMatchObject([
      { target: { name: 'users-db' }, reason: 'connection refused', grant: 'a way', identity: null },
    ])
    expect(asked).toHaveLength(systems.length - 1)
  })

  it('gives a command as words and as a line, and a person no command', () => {
    const [end] = documentOf(locked).causes[0]?.remedies ?? []
    expect(end).toMatchObject({
      kind: 'command',
      mutates: true,
      risk: 'low',
      shell: expect.stringMatching(/^psql -X "\$DATABASE_URL" -c 'SELECT /),
    })
    expect(end?.command?.slice(0, 3)).toEqual(['psql', '-X', '$DATABASE_URL'])
    const [told] = documentOf({ service: { health: { clockSkewMs: 20_000 } } }).causes[0]?.remedies ?? []
    expect(told).toMatchObject({ kind: 'manual', command: null, shell: null, mutates: false })
  })

  it('measures the impact on the service, and dates it by its symptoms', () => {
    const [service] = documentOf(locked, { service: { requests: { 200: 500 } } }).services
    expect(service?.impact).toMatchObject({
      errorRate: expect.closeTo(100 / 600),
      requestsPerSecond: (600 / elapsedMs) * 1_000,
    })
    expect(service?.impact.since.accuracy).toBe('exact')
  })

  it('says when it was made, in UTC', () => {
    const { startedAt, durationMs, tool, target, looks } = documentOf({})
    expect({ startedAt, durationMs }).toEqual({ startedAt: new Date(NOW - 812.4).toISOString(), durationMs: 812 })
    expect({ tool, environment: target.environment, looks }).toEqual({
      tool: 'usrops 1.2.3',
      environment: 'production',
      looks: 'two',
    })
  })
})

describe('the time line', () => {
  it('reaches from half an hour before the first symptom until now', () => {
    const { window, services, changes } = documentOf(locked)
    const began = Date.parse(services[0]?.impact.since.at ?? '')
    expect(window).toEqual({ from: new Date(began - 30 * 60_000).toISOString(), to: new Date(NOW).toISOString() })
    expect(changes.map(({ kind, summary }) => [kind, summary])).toContainEqual(['release', 'version 2.3.0 -> 2.3.1'])
  })

  it('leaves out what lies before it', () => {
    expect(documentOf({}).changes).toEqual([])
  })

  it('is the last half hour where no symptom has a time', () => {
    expect(documentOf({}).window.from).toBe(new Date(NOW - 30 * 60_000).toISOString())
  })
})
