import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Case, judge, type Rules } from '../../src/core/judge.ts'
import { targetKey } from '../../src/core/target.ts'
import { loadFacts } from '../../src/facts-file.ts'
import { rules } from '../../src/rules.ts'
import { silent } from '../bench/machine/progress.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { firstSuite } from './first-suite.ts'
import { dressings } from './names.ts'
import type { Outcome } from './outcome.ts'
import { isMiss, missText } from './report.ts'
import { Runner } from './runner.ts'
import type { Scenario } from './scenario.ts'
import { judgeConclusions } from './score.ts'
import type { Stage } from './stage.ts'
import { newTraces, record, redisCommandsDuring } from './traces.ts'

const { scenarios, healthyVariants } = firstSuite
const SCENARIO_TIMEOUT_MS = 240_000
/** Every other one in this dressing; `npm run scenarios` runs all of them in both. */
const everyOther = <Each>(all: readonly Each[], dressing: (typeof dressings)[number]) =>
  all.filter((_, index) => index % dressings.length === dressings.indexOf(dressing))

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'real faults', () => {
  const factsFolder = mkdtempSync(join(tmpdir(), 'usrops-scenarios-'))
  afterAll(() => rmSync(factsFolder, { recursive: true }))

  describe.each(dressings)('in the dressing %s', (dressing) => {
    const traces = newTraces()
    const outcomes = new Map<string, Outcome>()
    const signal = new AbortController().signal
    const beside = (stage: Stage) => record(stage, traces)
    const runner = new Runner({ suite: firstSuite, dressing, onProgress: silent, factsFolder, signal, beside })
    const mine = everyOther(scenarios, dressing)
    const factsOf = async ({ name }: Scenario) => {
      const { facts, wanted } = outcomes.get(name) ?? {}
      if (!facts || !wanted) throw new Error(`${name} left no facts`)
      return { facts: (await loadFacts(facts)).facts, wanted }
    }
    afterAll(() => runner.stop(), 60_000)

    // A busy machine may be too slow for a fault to show in time: once more, then it counts.
    const patience = { timeout: SCENARIO_TIMEOUT_MS, retry: 1 }

    it.each(everyOther(healthyVariants, dressing))('finds nothing wrong with $name', patience, async (variant) => {
      const outcome = await runner.healthy(variant)
      expect(isMiss(outcome) ? missText(outcome) : 'clean').toBe('clean')
    })

    it.each(mine)('names the cause of $name, and its remedy ends it', patience, async (scenario) => {
      const outcome = await runner.fault(scenario)
      outcomes.set(scenario.name, outcome)
      expect(isMiss(outcome) ? missText(outcome) : 'right').toBe('right')
    })

    it('has only read all the while', async () => {
      const stage = await runner.stage()
      const commands = await redisCommandsDuring(stage, async () => {
        await stage.operator.usrops(['diagnose', '--observe', '1s'])
        await stage.operator.usrops(['doctor'])
      })
      expect(commands.filter((command) => !redisReads.test(command) && !ofTheService.test(command))).toEqual([])
      await runner.stop()
      expect(traces.statements.size).toBeGreaterThan(10)
      expect([...traces.statements].filter((statement) => !reads.test(statement))).toEqual([])
      expect(traces.redisCommands.size).toBeGreaterThan(1)
      expect([...traces.redisCommands].filter((command) => !redisReads.test(command))).toEqual([])
      expect([...traces.groups].filter((group) => group.includes('usrops'))).toEqual([])
      expect([...traces.topics].filter((topic) => topic.includes('usrops'))).toEqual([])
    }, 60_000)

    // Where no cause is right, too, nothing can be missed.
    it.each(mine.filter(({ orNone }) => !orNone))('cannot tell $name without its rule', async (scenario) => {
      const { facts, wanted } = await factsOf(scenario)
      const mutilated = { ...rules, causes: rules.causes.filter(({ id }) => !wanted.causes.includes(id)) }
      expect(judgeConclusions(judge(facts, rules).causes, wanted).right).toBe(true)
      expect(judgeConclusions(judge(facts, mutilated).causes, wanted).right).toBe(false)
    })

    it.each(mine)('orders the causes of $name the same whatever the order of facts and rules', async (scenario) => {
      const { facts } = await factsOf(scenario)
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
        { numRuns: 10 },
      )
    })
  })
})

/** Transactions that cannot write, and what may stand in them. */
const reads = /^(BEGIN\b.* READ ONLY|SET LOCAL |SELECT\b|WITH\b|SHOW |ROLLBACK|COMMIT)/i

/** As the categories of Redis' own access lists have it: nothing of @write. */
const redisReads =
  /^(hello|auth|ping|info|role|dbsize|quit|lastsave|select|command|config.get|client.(setname|setinfo|list|info|id)|slowlog|latency|memory|cluster|readonly|acl.(whoami|getuser|list))/

/** What the sample service does to its cache and its sessions. */
const ofTheService = /^(get|set|del|incr|expire|monitor)$/

function conclusions(facts: Case, by: Rules): readonly string[] {
  return judge(facts, by).causes.map(({ id, target }) => `${id} ${targetKey(target)}`)
}

function all<Each>(items: readonly Each[]): fc.Arbitrary<Each[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length })
}
