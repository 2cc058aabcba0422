import { describe, expect, it } from 'vitest'
import type { CheckAnswer } from '../../src/core/check.ts'
import { defineFacts, type Observation } from '../../src/core/facts.ts'
import type { InstanceFacts } from '../../src/core/look.ts'
import { defineView, type ViewResult } from '../../src/core/view.ts'

const counter = defineFacts<{ readonly count: number }, unknown>({
  id: 'thing.counter',
  system: 'thing',
  cost: 'cheap',
  collect: async () => ({ count: 1 }),
})
const size = defineFacts<number, unknown>({
  id: 'thing.size',
  system: 'thing',
  cost: 'heavy',
  collect: async () => 1,
})

const target = { system: 'thing', kind: 'server', name: 'a' } as const
const instance = (observations: Record<string, Observation>, more: Partial<InstanceFacts> = {}): InstanceFacts => ({
  ...{ system: 'thing', target, vantage: 'operator', identity: 'id', observations },
  ...more,
})
const counted = (count: number, at = 2_000) => ({ 'thing.counter': { at, value: { count } } })
const refused = {
  'thing.size': { at: 2_000, unasked: { kind: 'forbidden', reason: 'no right', grant: 'GRANT' } },
} as const

const table = (title: string): ViewResult => [{ title, columns: [], rows: [] }]
const asked = { params: {}, answers: [] }
const view = defineView({
  id: 'thing.view',
  reads: { counter },
  alsoReads: { size },
  weighs: ['thing.many'],
  params: { unit: 'pieces' },
  show: ({ counter, size }, { earlier, params, state }) =>
    table(
      `${counter.count} ${params.unit}, ${size ?? 'no'} size, ${earlier.counter?.value.count ?? 'none'} before, ${state('thing.many')}`,
    ),
})

const titles = (...words: Parameters<typeof view.show>) => view.show(...words).tables.map(({ title }) => title)

describe('a view', () => {
  it('names the facts that have to be collected for it, heavy ones included', () => {
    expect(view.facts.map(({ id }) => id)).toEqual(['thing.counter', 'thing.size'])
    expect(view.system).toBe('thing')
  })

  it('shows nothing without what it reads, and says why', () => {
    const unasked = { kind: 'unreachable', reason: 'not reachable' } as const
    const away = { tables: [], gaps: [{ reason: 'not reachable', grant: null }] }
    expect(view.show(instance({}, { unconnected: unasked }), undefined, asked)).toEqual(away)
    expect(view.show(instance({ 'thing.counter': { at: 1, unasked } }), undefined, asked)).toEqual(away)
  })

  it('shows what it can without what it only also reads, and says what is missing', () => {
    expect(view.show(instance({ ...counted(3), ...refused }), undefined, asked)).toMatchObject({
      tables: [{ title: '3 pieces, no size, none before, null' }],
      gaps: [{ reason: 'no right', grant: 'GRANT' }],
    })
  })

  it('is handed the earlier look, and what was wished instead of what usually holds', () => {
    const before = { at: 1_000, instances: [instance(counted(1, 1_000))] }
    expect(titles(instance(counted(4)), before, { params: { unit: 'litres' }, answers: [] })).toEqual([
      '4 litres, no size, 1 before, null',
    ])
  })

  const answer = (more: Partial<CheckAnswer>): CheckAnswer => ({
    ...{ check: 'thing.many', kind: 'condition', target, answer: 'ok', findings: [] },
    ...{ reason: null, grant: null, wantsSecondLook: false },
    ...more,
  })
  const finding = (severity: 'warning' | 'critical') =>
    ({ severity, summary: 'many', since: { accuracy: 'unknown', at: null }, evidence: {} }) as const

  it.each([
    ['ok', answer({})],
    ['warning', answer({ answer: 'found', findings: [finding('warning')] })],
    ['critical', answer({ answer: 'found', findings: [finding('warning'), finding('critical')] })],
    ['unknown', answer({ answer: 'unknown', reason: 'no right' })],
    ['null', answer({ answer: 'unknown', wantsSecondLook: true })],
    ['null', answer({ check: 'thing.other', answer: 'found', findings: [finding('critical')] })],
  ])('says %s where its checks do', (state, each) => {
    expect(titles(instance(counted(1)), undefined, { params: {}, answers: [each] })[0]).toMatch(new RegExp(`${state}$`))
  })

  it('shows no table where a right is missing to tell', () => {
    const unable = defineView({
      id: 'thing.unable',
      reads: { counter },
      params: {},
      show: () => ({ unknown: 'hidden', grant: 'GRANT' }),
    })
    const shown = { tables: [], gaps: [{ reason: 'hidden', grant: 'GRANT' }] }
    expect(unable.show(instance(counted(1)), undefined, asked)).toEqual(shown)
  })

  it('reads facts of one system only', () => {
    const foreign = { ...size, system: 'else' }
    expect(() => defineView({ id: 'x', reads: { counter, foreign }, params: {}, show: () => [] })).toThrow('one system')
  })
})
