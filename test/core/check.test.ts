import { describe, expect, it } from 'vitest'
import { type CheckResult, defineCheck } from '../../src/core/check.ts'
import { defineFacts, type Observation } from '../../src/core/facts.ts'
import type { InstanceFacts, Look } from '../../src/core/look.ts'

interface Counter {
  readonly process: string
  readonly count: number
}

const counter = defineFacts<Counter, unknown>({
  id: 'thing.counter',
  system: 'thing',
  cost: 'cheap',
  collect: async () => ({ process: 'a', count: 1 }),
  epoch: ({ process }) => process,
})
const other = defineFacts<number, unknown>({
  id: 'thing.other',
  system: 'thing',
  cost: 'heavy',
  collect: async () => 1,
})
const foreign = defineFacts<number, unknown>({
  id: 'else.other',
  system: 'else',
  cost: 'cheap',
  collect: async () => 1,
})

const target = { system: 'thing', kind: 'server', name: 'a' } as const
const finding = {
  severity: 'warning',
  summary: 'many',
  since: { accuracy: 'unknown', at: null },
  evidence: {},
} as const

function check(result: (count: number, before: Counter | undefined, limit: number, now: number) => CheckResult) {
  return defineCheck({
    id: 'thing.many',
    kind: 'condition',
    reads: { counter },
    params: { limit: 10 },
    run: ({ counter: { count } }, { earlier, params, now }) => result(count, earlier.counter?.value, params.limit, now),
  })
}

function instance(observation?: Observation, more: Partial<InstanceFacts> = {}): InstanceFacts {
  const observations = observation === undefined ? {} : { 'thing.counter': observation }
  return { system: 'thing', target, vantage: 'operator', identity: 'id', observations, ...more }
}

const seen = (count: number, at = 1_000, process = 'a') => instance({ at, value: { process, count } })
const lookBefore = (earlier: InstanceFacts): Look => ({ at: 500, instances: [earlier] })
const unchanged = { reason: null, grant: null, wantsSecondLook: false }

describe('the answer of a check', () => {
  it('is ok without findings, and found with some', () => {
    const many = check((count, _, limit) => (count > limit ? [finding] : []))
    expect(many.ask(seen(5), undefined, {})).toMatchObject({ ...unchanged, answer: 'ok', findings: [] })
    expect(many.ask(seen(50), undefined, {})).toMatchObject({ ...unchanged, answer: 'found', findings: [finding] })
  })

  it('is about the instance and knows when it was looked at', () => {
    const answer = check((_count, _before, _limit, now) => [{ ...finding, summary: `at ${now}` }]).ask(
      seen(1, 1_000),
      undefined,
      {},
    )
    expect(answer).toMatchObject({ check: 'thing.many', kind: 'condition', target, findings: [{ summary: 'at 1000' }] })
  })

  it('is unknown where the check cannot tell, with the grant that would help', () => {
    const answer = check(() => ({ unknown: 'may not see it', grant: 'GRANT all' })).ask(seen(1), undefined, {})
    expect(answer).toMatchObject({
      answer: 'unknown',
      reason: 'may not see it',
      grant: 'GRANT all',
      wantsSecondLook: false,
    })
  })

  it('is unknown and wants a second look where one is not enough', () => {
    const answer = check(() => ({ lookAgain: 'nothing to compare with' })).ask(seen(1), undefined, {})
    expect(answer).toMatchObject({ answer: 'unknown', reason: 'nothing to compare with', wantsSecondLook: true })
  })

  it('is unknown where its facts could not be collected, and the check is not run', () => {
    const never = check(() => {
      throw new Error('run')
    })
    const forbidden = { kind: 'forbidden', reason: 'not allowed', grant: 'GRANT it' } as const
    expect(never.ask(instance({ at: 1, unasked: forbidden }), undefined, {})).toMatchObject({
      ...{ answer: 'unknown', reason: 'not allowed', grant: 'GRANT it', wantsSecondLook: false },
    })
    const unconnected = { kind: 'unreachable', reason: 'refused' } as const
    expect(never.ask(instance(undefined, { unconnected }), undefined, {})).toMatchObject({
      answer: 'unknown',
      reason: 'refused',
      grant: null,
    })
  })

  it('is skipped where nobody asked for its facts', () => {
    expect(check(() => [finding]).ask(instance(), undefined, {})).toMatchObject({ answer: 'skipped', findings: [] })
  })

  it('is unknown as soon as one of several facts is missing', () => {
    const both = defineCheck({
      id: 'thing.both',
      kind: 'condition',
      reads: { counter, other },
      params: {},
      run: () => [finding],
    })
    const unasked = { kind: 'hung', reason: 'no answer' } as const
    const half = instance({ at: 1, value: { process: 'a', count: 1 } })
    const observations = { ...half.observations, 'thing.other': { at: 1, unasked } }
    expect(both.ask({ ...half, observations }, undefined, {})).toMatchObject({ answer: 'unknown', reason: 'no answer' })
    expect(both.ask(half, undefined, {})).toMatchObject({ answer: 'skipped' })
  })
})

describe('thresholds', () => {
  const many = check((count, _, limit) => (count > limit ? [finding] : []))

  it('are overridden one by one, and unknown ones are ignored', () => {
    expect(many.ask(seen(5), undefined, { limit: 3 }).answer).toBe('found')
    expect(many.ask(seen(50), undefined, { limit: 100 }).answer).toBe('ok')
    expect(many.ask(seen(50), undefined, { other: 100 }).answer).toBe('found')
  })

  it('are published with their defaults', () => {
    expect(many.params).toEqual({ limit: 10 })
  })
})

describe('an earlier value', () => {
  const grown = check((count, earlier) =>
    earlier === undefined ? { lookAgain: 'once' } : [{ ...finding, summary: `${count - earlier.count} more` }],
  )
  const answer = (earlier: InstanceFacts, now = seen(5)) => grown.ask(now, lookBefore(earlier), {})

  it('is there where the same process of the same system was seen', () => {
    expect(answer(seen(2, 500)).findings[0]?.summary).toBe('3 more')
  })

  it.each([
    ['the process started anew', seen(2, 500, 'b')],
    ['another system answers under the name', { ...seen(2, 500), identity: 'another' }],
    ['it is of another instance', { ...seen(2, 500), target: { ...target, name: 'b' } }],
    ['it is of another system of that name', { ...seen(2, 500), system: 'else' }],
    ['it could not be collected then', instance({ at: 500, unasked: { kind: 'hung', reason: 'slow' } })],
    ['it was not collected then', instance()],
  ])('is not there where %s', (_, earlier) => {
    expect(answer(earlier).wantsSecondLook).toBe(true)
  })

  it('comes with the time between both', () => {
    const elapsed = defineCheck({
      ...{ id: 'thing.elapsed', kind: 'condition', reads: { counter }, params: {} },
      run: (_, { earlier }) => [{ ...finding, summary: String(earlier.counter?.elapsedMs) }],
    })
    expect(elapsed.ask(seen(5, 1_000), lookBefore(seen(2, 400)), {}).findings[0]?.summary).toBe('600')
  })
})

describe('the definition of a check', () => {
  it('is refused where it reads facts of two systems, or none', () => {
    const rest = { id: 'thing.mixed', kind: 'condition', params: {}, run: () => [] } as const
    expect(() => defineCheck({ ...rest, reads: { counter, foreign } })).toThrow('exactly one system')
    expect(() => defineCheck({ ...rest, reads: {} })).toThrow('exactly one system')
  })
})
