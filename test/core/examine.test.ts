import { describe, expect, it } from 'vitest'
import { defineCause } from '../../src/core/cause.ts'
import { type CheckResult, defineCheck } from '../../src/core/check.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Instance } from '../../src/core/connection.ts'
import { type ExamineOptions, examine } from '../../src/core/examine.ts'
import { defineFacts } from '../../src/core/facts.ts'
import type { Rules } from '../../src/core/judge.ts'
import type { Look } from '../../src/core/look.ts'
import { Topology } from '../../src/core/topology.ts'

const minute = 60_000
const start = Date.UTC(2026, 0, 1)
const target = { system: 'thing', kind: 'server', name: 'a' } as const
const found = { severity: 'critical', summary: 'slow', since: { accuracy: 'unknown', at: null }, evidence: {} } as const
const counter = defineFacts<number, { count: number }>({
  id: 'thing.counter',
  system: 'thing',
  cost: 'cheap',
  collect: async (client) => client.count,
})

/** A clock that stands still unless the examination waits; what collecting waits for, with a signal, never comes. */
function standing(): Clock {
  let now = start
  return {
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (signal !== undefined) return new Promise(() => undefined)
      now += milliseconds
      return Promise.resolve()
    },
  }
}

interface Wishes {
  readonly symptom?: CheckResult
  readonly condition?: CheckResult
  readonly confidence?: 'low' | 'medium' | 'high'
}

/** Rules whose answer at the first look is given; with something to compare, all is well. */
function rulesOf({ symptom = [], condition = [], confidence }: Wishes): Rules {
  const check = (id: string, kind: 'symptom' | 'condition', result: CheckResult) =>
    defineCheck({ id, kind, reads: { counter }, params: {}, run: (_, { earlier }) => (earlier.counter ? [] : result) })
  const cause = defineCause({
    id: 'thing-slow',
    reads: {},
    weighs: ['thing.symptom', 'thing.condition'],
    conclude: (_, view) => {
      const findings = view.findings('thing.symptom', 'thing.condition')
      if (confidence === undefined) return []
      return [
        {
          target,
          summary: 'slow',
          because: [{ text: 'slow', findings }],
          explains: findings,
          confidence,
          remedies: [],
        },
      ]
    },
  })
  const checks = [check('thing.symptom', 'symptom', symptom), check('thing.condition', 'condition', condition)]
  return { checks, causes: [cause], changes: [], impacts: [] }
}

async function examined(wishes: Wishes, more: Partial<ExamineOptions> = {}) {
  const clock = standing()
  let opened = 0
  const instance: Instance = {
    ...{ system: 'thing', target, facts: [counter] },
    open: async () => {
      opened += 1
      return {
        client: { count: opened },
        vantage: 'operator',
        roundTripMs: 1,
        identity: null,
        sequential: true,
        close: async () => undefined,
      }
    },
  }
  const waits: number[] = []
  const scope = { services: [], topology: new Topology([]), params: {} }
  const options: ExamineOptions = {
    clock,
    deep: false,
    secondLook: 'when-needed',
    onSecondLook: (wait) => waits.push(wait),
    ...more,
  }
  const { looks, facts, judgement } = await examine([instance], scope, rulesOf(wishes), options)
  return { looks, facts, judgement, waits, opened }
}

function baseline(ageMs: number): Look {
  const observations = { 'thing.counter': { at: start - ageMs, value: 0 } }
  return {
    at: start - ageMs,
    instances: [{ system: 'thing', target, vantage: 'operator', identity: null, observations }],
  }
}

describe('a second look', () => {
  it.each<[string, Wishes, number[]]>([
    ['is not taken where all is well', {}, []],
    ['is taken where users are hurt and nobody knows why', { symptom: [found] }, [5_000]],
    ['is taken where users are hurt and the cause is a guess', { symptom: [found], confidence: 'medium' }, [5_000]],
    ['is not taken where a cause is sure', { symptom: [found], confidence: 'high' }, []],
    ['is not taken for a condition that hurts nobody', { condition: [found] }, []],
    ['is taken where a counter looks suspicious', { condition: { lookAgain: 'many' } }, [5_000]],
    ['is not taken where a right is missing: it would be missing again', { condition: { unknown: 'forbidden' } }, []],
  ])('%s', async (_, wishes, waits) => {
    const outcome = await examined(wishes)
    expect(outcome.waits).toEqual(waits)
    expect(outcome.looks).toBe(waits.length === 0 ? 'one' : 'two')
    expect(outcome.opened).toBe(waits.length + 1)
  })

  it('is never taken where nobody wants it, and always where a time is given', async () => {
    expect(await examined({ symptom: [found] }, { secondLook: 'never' })).toMatchObject({ waits: [], looks: 'one' })
    expect(await examined({}, { secondLook: 30_000 - 1 })).toMatchObject({ waits: [29_999], looks: 'two' })
  })

  it('is judged against the first', async () => {
    const { judgement, facts } = await examined({ symptom: [found] })
    expect(judgement.findings).toEqual([])
    expect(facts.before?.instances[0]?.observations['thing.counter']).toMatchObject({ value: 1 })
    expect(facts.look.instances[0]?.observations['thing.counter']).toMatchObject({ value: 2 })
  })
})

describe('the look of an earlier run', () => {
  it.each([
    [9_999, 'one'],
    [10_000, 'baseline'],
    [30 * minute, 'baseline'],
    [30 * minute + 1, 'one'],
    [-10_000, 'one'],
  ])('that is %i ms old gives: %s', async (age, looks) => {
    const outcome = await examined({ symptom: [found] }, { baseline: baseline(age), secondLook: 'never' })
    expect(outcome.looks).toBe(looks)
    expect(outcome.judgement.findings).toHaveLength(looks === 'baseline' ? 0 : 1)
  })

  it('saves the second one where it answers', async () => {
    expect(await examined({ symptom: [found] }, { baseline: baseline(minute) })).toMatchObject({
      waits: [],
      looks: 'baseline',
    })
  })
})
