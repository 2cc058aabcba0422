import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, type Judgement, judge, type Rules } from '../../src/core/judge.ts'
import type { InstanceFacts, Look } from '../../src/core/look.ts'
import { nodeKey, type Target } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'
import { rules } from '../../src/rules.ts'
import { GB, HOUR, MB, session } from '../checks/postgres/examples.ts'
import { caseOf, elapsedMs, lookAt, type Shown, topologyOf } from './case.ts'
import { blockade, following, group, victim } from './postgres-shown.ts'
import { answering, complaining, type ServiceShown, starting } from './service-shown.ts'

const away = { kind: 'unreachable', reason: 'connection refused' } as const
const slot = {
  ...{ name: 'old', type: 'logical', plugin: 'pgoutput', database: 'users', temporary: false, active: false },
  ...{ walStatus: 'extended', safeBytes: null, retainedBytes: 30 * GB, inactiveMs: 4 * HOUR },
}
const complaints = [
  'connect ECONNREFUSED 10.0.0.5:5432',
  'connect ECONNREFUSED 10.0.0.3:6379',
  'connect ECONNREFUSED 10.0.0.4:9092',
  'timeout exceeded when trying to connect',
  'canceling statement due to statement timeout',
  'password authentication failed for user "app"',
  'column "nick" of relation "users" does not exist',
  'MISCONF Redis is configured to save RDB snapshots',
  'signature verification failed',
  '"nbf" claim timestamp check failed',
  "TypeError: cannot read 'id' of undefined in the handler",
]

/** Any mixture of faults: what matters is not which, but that they are many at once. */
const database = fc.constantFrom<NonNullable<Shown['database']>>(
  {},
  away,
  { activity: { sessions: [...blockade(5), session({ pid: 1, state: 'idle in transaction' }), victim(2, 1)] } },
  { activity: { clientBackends: 93, groups: [group({ count: 88, state: 'idle' })] }, replication: { slots: [slot] } },
  { statements: [{ calls: 1_100, totalMs: 202_000 }], holders: [{ name: '77', xminAge: 2e6, heldMs: 2 * HOUR }] },
  { server: { inRecovery: true } },
)
const cache = fc.constantFrom<NonNullable<Shown['cache']>>(
  {},
  away,
  { memory: { counted: 100 * MB } },
  { stats: { hits: 900_100, misses: 101_000, calls: { flushall: 1 } }, server: { uptimeMs: 120_000 } },
)
const events = fc.constantFrom<NonNullable<Shown['events']>>(
  {},
  away,
  {
    rows: [
      [100, 400],
      [190, 190],
    ],
  },
  { partitions: [{ leader: null, isr: [] }, {}] },
  { group: { state: 'Empty', members: [] }, rows: [[100, 400]] },
)
const replica = fc.constantFrom<NonNullable<Shown['replica']>>(
  {},
  { replication: { recovery: { ...following, paused: true, unappliedBytes: 2 * GB, lastReplayedMs: HOUR } } },
)
const pooler = fc.constantFrom({}, null, { clientsWaiting: 20, serversActive: 10, maxWaitMs: 12_000 })
const service: fc.Arbitrary<ServiceShown> = fc
  .record({
    texts: fc.subarray(complaints, { maxLength: 4 }),
    status: fc.constantFrom(200, 500, 401),
    gone: fc.boolean(),
  })
  .map(({ texts, status, gone }) => ({
    ...(gone && { away: {} }),
    age: 70,
    log: [
      ...answering(200, 5),
      ...answering(status, 15),
      ...starting(70, '2.3.1'),
      ...starting(800, '2.3.0'),
      ...texts.flatMap((text) => complaining(text)),
    ],
  }))
const shown: fc.Arbitrary<Shown> = fc.record({ service, database, replica, pooler, cache, events })
const before: Shown = {
  database: { statements: [{}] },
  events: {
    rows: [
      [100, 200],
      [90, 90],
    ],
  },
}
const cases: fc.Arbitrary<Case> = shown.map((now) => caseOf(now, before))

/** What a person reads. The list of answers only follows the order of asking. */
function told({ findings, causes, changes, unexplained }: Judgement) {
  return { findings, causes, changes, unexplained }
}

/** In an order that the seed decides. */
function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const keys = items.map((_, index) => Math.sin(seed + index * 7919) * 10_000)
  return items.toSorted((left, right) => fraction(keys[items.indexOf(left)]) - fraction(keys[items.indexOf(right)]))
}

function fraction(key = 0): number {
  return key - Math.floor(key)
}

function having(look: Look, instances: readonly InstanceFacts[]): Look {
  return { ...look, instances }
}

describe('a judgement', () => {
  it('does not depend on the order of checks, causes, changes, systems or the topology', () => {
    fc.assert(
      fc.property(shown, fc.nat(), (now, seed) => {
        const facts = caseOf(now, before)
        const other: Rules = {
          ...rules,
          checks: shuffled(rules.checks, seed),
          causes: shuffled(rules.causes, seed),
          changes: shuffled(rules.changes, seed),
        }
        const look = having(facts.look, shuffled(facts.look.instances, seed))
        const topology = new Topology(shuffled(facts.topology.nodes, seed))
        expect(told(judge({ ...facts, look, topology }, other))).toEqual(told(judge(facts, rules)))
      }),
      { numRuns: 150 },
    )
  })

  it('is not changed by the trouble of another team, whatever it is', () => {
    fc.assert(
      fc.property(shown, shown, (ours, theirs) => {
        const mine = caseOf(ours, before)
        const alone = judge(mine, rules)
        const both = judge(beside(mine, theirs), rules)
        const known = new Set(mine.topology.nodes.map(({ target }) => nodeKey(target)))
        const kept = both.causes.filter(({ target }) => known.has(nodeKey(target)))
        expect(kept.map(essence)).toEqual(alone.causes.map(essence))
        expect(
          both.unexplained.filter(({ target }) => known.has(nodeKey(target))).map(({ fingerprint }) => fingerprint),
        ).toEqual(alone.unexplained.map(({ fingerprint }) => fingerprint))
      }),
      { numRuns: 150 },
    )
  })

  it('lets no cause stand on nothing, or explain what does not depend on its target', () => {
    fc.assert(
      fc.property(cases, (facts) => {
        for (const { grounds, explains, target } of judge(facts, rules).causes) {
          expect(grounds.length).toBeGreaterThan(0)
          for (const finding of explains) expect(facts.topology.dependsOn(finding.target, target)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('gives the dependency before the dependant among causes that explain a symptom', () => {
    fc.assert(
      fc.property(cases, (facts) => {
        const felt = judge(facts, rules).causes.filter(({ explains }) =>
          explains.some(({ kind }) => kind === 'symptom'),
        )
        const heights = felt.map(({ target }) => facts.topology.height(target))
        expect(heights).toEqual(heights.toSorted((left, right) => left - right))
      }),
      { numRuns: 150 },
    )
  })

  it('is the same when the facts come out of a file', () => {
    fc.assert(
      fc.property(cases, (facts) => {
        const { topology, ...rest } = facts
        const replayed = { ...(JSON.parse(JSON.stringify(rest)) as Case), topology: new Topology(topology.nodes) }
        expect(judge(replayed, rules)).toEqual(judge(facts, rules))
      }),
      { numRuns: 50 },
    )
  })
})

/** Numbers of findings differ where there are more of them; what is concluded does not. */
function essence({
  id,
  target,
  confidence,
  severity,
  grounds,
  explains,
  remedies,
  contradictedBy,
}: Judgement['causes'][number]) {
  const prints = (findings: typeof grounds) => findings.map(({ fingerprint }) => fingerprint)
  return {
    id,
    target,
    confidence,
    severity,
    grounds: prints(grounds),
    explains: prints(explains),
    remedies,
    contradictedBy,
  }
}

/** The same systems once more under other names, with a topology of their own. */
function beside(mine: Case, theirs: Shown): Case {
  const rename = (target: Target): Target => ({ ...target, name: `other-${target.name}` })
  const look = (ours: Look, shownThen: Shown): Look =>
    having(ours, [
      ...lookAt(shownThen, ours.at).instances.map((each) => ({ ...each, target: rename(each.target) })),
      ...ours.instances,
    ])
  const nodes = topologyOf().nodes.map((node) => ({
    ...node,
    target: rename(node.target),
    dependsOn: topologyOf()
      .nodes.filter(({ target }) => node.dependsOn.includes(nodeKey(target)))
      .map(({ target }) => nodeKey(rename(target))),
    addresses: node.addresses.map((address) => address.replace(/^10\.0\./, '10.7.').replace('127.0.0.1', '10.7.0.1')),
  }))
  const earlier = mine.before ?? lookAt({}, mine.look.at - elapsedMs)
  return {
    ...mine,
    look: look(mine.look, theirs),
    before: look(earlier, before),
    topology: new Topology([...nodes, ...mine.topology.nodes]),
  }
}
