import { describe, expect, it } from 'vitest'
import { judge } from '../../src/core/judge.ts'
import { rules } from '../../src/rules.ts'
import { clusterSuite } from './cluster/suite.ts'
import { firstSuite } from './first-suite.ts'
import { expectNeedsItsRule, expectSameOrder } from './judged-again.ts'
import { type Dressing, dressings } from './names.ts'
import { recordings } from './recording.ts'
import { inDressing, type Place, type Suite } from './suite.ts'

/** Of each scenario what was seen of it on the real systems; `npm run scenarios -- --record` sees it anew. */
const recorded = await recordings()
const faults = recorded.filter(({ wanted }) => wanted !== null)
const healthy = recorded.filter(({ wanted }) => wanted === null)

describe('every scenario as it was seen on the real systems', () => {
  it.each(faults)('is told for what it is: $name', ({ facts, wanted }) => {
    if (wanted !== null) expectNeedsItsRule(facts, wanted)
  })

  it.each(faults)('has its causes in the same order whatever the order of facts and rules: $name', ({ facts }) => {
    expectSameOrder(facts, 3)
  })

  it.each(healthy)('is not taken for a fault: $name', ({ facts }) => {
    const { causes, findings } = judge(facts, rules)
    expect(causes.map(({ id }) => id)).toEqual([])
    expect(findings.filter(({ severity }) => severity === 'critical')).toEqual([])
  })

  it('is recorded in every dressing', () => {
    const all = dressings.flatMap((dressing) => [...namesIn(firstSuite, dressing), ...namesIn(clusterSuite, dressing)])
    expect(recorded.map(({ name }) => name).toSorted()).toEqual(all.toSorted())
  })
})

function namesIn<Stage extends Place>({ name, ...suite }: Suite<Stage>, dressing: Dressing): readonly string[] {
  const faults = inDressing(suite.scenarios, dressing)
  const variants = inDressing(suite.healthyVariants, dressing)
  return [...faults, ...variants].map((each) => `${name} ${each.name} (${dressing})`)
}
