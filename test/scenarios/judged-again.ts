import fc from 'fast-check'
import { expect } from 'vitest'
import { type Case, judge, type Rules } from '../../src/core/judge.ts'
import { targetKey } from '../../src/core/target.ts'
import { rules } from '../../src/rules.ts'
import { judgeConclusions, type Wanted } from './score.ts'

/** The facts of a fault are concluded from rightly, and without the rule of its cause they are not. */
export function expectNeedsItsRule(facts: Case, wanted: Wanted): void {
  const mutilated = { ...rules, causes: rules.causes.filter(({ id }) => !wanted.causes.includes(id)) }
  expect(judgeConclusions(judge(facts, rules).causes, wanted)).toMatchObject({ right: true, why: null })
  // Where no cause is right, too, nothing can be missed.
  if (!wanted.orNone) expect(judgeConclusions(judge(facts, mutilated).causes, wanted).right).toBe(false)
}

/** The order of causes does not depend on the order of facts and rules. */
export function expectSameOrder(facts: Case, numRuns: number): void {
  const usual = conclusions(facts, rules)
  const shuffled = fc.record({
    instances: all(facts.look.instances),
    checks: all(rules.checks),
    causes: all(rules.causes),
  })
  fc.assert(
    fc.property(shuffled, ({ instances, checks, causes }) => {
      const look = { ...facts.look, instances }
      expect(conclusions({ ...facts, look }, { ...rules, checks, causes })).toEqual(usual)
    }),
    { numRuns },
  )
}

function conclusions(facts: Case, by: Rules): readonly string[] {
  return judge(facts, by).causes.map(({ id, target }) => `${id} ${targetKey(target)}`)
}

function all<Each>(items: readonly Each[]): fc.Arbitrary<Each[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length })
}
