import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Conclusion } from '../../src/core/cause.ts'
import type { Finding } from '../../src/core/finding.ts'
import { rankCauses } from '../../src/core/ranking.ts'
import { nodeKey, type Target } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'

const service: Target = { system: 'service', kind: 'service', name: 'users' }
const database: Target = { system: 'postgres', kind: 'database', name: 'users-db' }
const cache: Target = { system: 'redis', kind: 'server', name: 'users-cache' }
const topology = new Topology([
  { target: service, dependsOn: [nodeKey(database), nodeKey(cache)], handles: {}, addresses: [] },
  { target: database, dependsOn: [], handles: {}, addresses: [] },
  { target: cache, dependsOn: [], handles: {}, addresses: [] },
])

const finding = (id: string, target: Target, over: Partial<Finding> = {}): Finding => ({
  id,
  fingerprint: id,
  check: `check.${id}`,
  kind: 'condition',
  severity: 'critical',
  target,
  vantage: 'operator',
  summary: id,
  since: { accuracy: 'unknown', at: null },
  evidence: {},
  ...over,
})

const errors = finding('errors', service, { kind: 'symptom' })
const locks = finding('locks', database)
const full = finding('full', database)
const pool = finding('pool', service)
const cold = finding('cold', cache, { severity: 'warning' })

const conclusion = (target: Target, grounds: readonly Finding[], over: Partial<Conclusion> = {}): Conclusion => ({
  target,
  summary: 'it broke',
  because: [{ text: 'because', findings: grounds }],
  explains: [],
  confidence: 'medium',
  remedies: [],
  ...over,
})

const ids = (...candidates: Parameters<typeof rankCauses>[0]) =>
  rankCauses(candidates, topology).map((cause) => cause.id)

describe('the order of causes', () => {
  it('puts what explains a symptom first, whatever its confidence', () => {
    const sure = { id: 'sure', conclusion: conclusion(database, [locks], { confidence: 'high' }) }
    const felt = { id: 'felt', conclusion: conclusion(cache, [cold], { confidence: 'low', explains: [errors] }) }
    expect(ids(sure, felt)).toEqual(['felt', 'sure'])
  })

  it('puts the dependency before the dependant', () => {
    const above = { id: 'above', conclusion: conclusion(service, [pool], { explains: [errors], confidence: 'high' }) }
    const below = { id: 'below', conclusion: conclusion(database, [locks], { explains: [errors] }) }
    expect(ids(above, below)).toEqual(['below', 'above'])
  })

  it('then goes by confidence, severity, earliest start and id', () => {
    const since = (at: number) => ({ since: { accuracy: 'exact', at } }) as const
    expect(
      ids(
        { id: 'z', conclusion: conclusion(database, [locks], since(5)) },
        { id: 'b', conclusion: conclusion(cache, [cold]) },
        { id: 'a', conclusion: conclusion(database, [full]) },
        { id: 'y', conclusion: conclusion(database, [locks], { confidence: 'high' }) },
      ),
    ).toEqual(['y', 'z', 'a', 'b'])
  })

  it('drops a conclusion that stands on no finding', () => {
    expect(ids({ id: 'hunch', conclusion: conclusion(database, []) })).toEqual([])
  })

  it('lets no cause explain what does not depend on its target', () => {
    const [cause] = rankCauses(
      [{ id: 'wide', conclusion: conclusion(cache, [cold], { explains: [locks, errors] }) }],
      topology,
    )
    expect(cause?.explains).toEqual([errors])
  })
})

describe('a cause that is the consequence of another', () => {
  const blocker = { id: 'blocker', conclusion: conclusion(database, [locks], { explains: [full] }) }
  const exhausted = { id: 'exhausted', conclusion: conclusion(database, [full], { explains: [errors] }) }

  it('is removed, and what it explained is inherited', () => {
    const causes = rankCauses([exhausted, blocker], topology)
    expect(causes.map((cause) => cause.id)).toEqual(['blocker'])
    expect(causes[0]?.explains.map((each) => each.id).toSorted()).toEqual(['errors', 'full'])
  })

  it('stays where it has a ground of its own', () => {
    const own = { id: 'exhausted', conclusion: conclusion(database, [full, finding('leak', database)]) }
    expect(ids(blocker, own)).toEqual(['blocker', 'exhausted'])
  })

  it('gives way to the deeper one on a cycle', () => {
    const upper = { id: 'upper', conclusion: conclusion(service, [errors], { explains: [errors] }) }
    const lower = { id: 'lower', conclusion: conclusion(database, [locks], { explains: [errors, locks] }) }
    expect(ids(upper, lower)).toEqual(['lower'])
    const first = { id: 'first', conclusion: conclusion(database, [locks], { explains: [full] }) }
    const second = { id: 'second', conclusion: conclusion(database, [full], { explains: [locks] }) }
    expect(ids(second, first)).toEqual(['first'])
  })
})

describe('permuting what was found', () => {
  it('never changes the order of causes', () => {
    const targets = fc.constantFrom(service, database, cache)
    const findings = fc.constantFrom(errors, locks, full, cold)
    const candidate = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      conclusion: fc
        .record({
          target: targets,
          grounds: fc.array(findings, { minLength: 1, maxLength: 2 }),
          explains: fc.array(findings, { maxLength: 3 }),
          confidence: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
        })
        .map(({ target, grounds, ...over }) => conclusion(target, grounds, over)),
    })
    fc.assert(
      fc.property(
        fc
          .uniqueArray(candidate, {
            maxLength: 6,
            selector: ({ id, conclusion: { target } }) => `${id} ${target.name}`,
          })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(rankCauses(shuffled, topology)).toEqual(rankCauses(all, topology))
        },
      ),
    )
  })
})
