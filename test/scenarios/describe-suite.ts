import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadFacts } from '../../src/facts-file.ts'
import { silent } from '../bench/machine/progress.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import type { System } from '../bench/toolchain/prepare.ts'
import { expectNeedsItsRule, expectSameOrder } from './judged-again.ts'
import type { Dressing } from './names.ts'
import type { Outcome } from './outcome.ts'
import { isMiss, missText } from './report.ts'
import { Runner, type RunnerOptions } from './runner.ts'
import type { Scenario } from './scenario.ts'
import { inDressing, type Place, type Suite } from './suite.ts'

const SCENARIO_TIMEOUT_MS = 240_000

interface Described<Stage extends Place> {
  readonly suite: Suite<Stage>
  readonly dressing: Dressing
  readonly needs: readonly System[]
  /** Names of those that are brought about. */
  readonly held: readonly string[]
  readonly beside?: RunnerOptions<Stage>['beside']
  /** Tests between the scenarios and the end of the stage. */
  readonly also?: (runner: Runner<Stage>) => void
}

/** Tests of a suite in one dressing: a file each, so that two stages can be up at a time. `npm run scenarios` runs all of them in both. */
export async function describeSuite<Stage extends Place>(described: Described<Stage>): Promise<void> {
  const { suite, dressing, needs } = described
  await describeOnBench(needs, `real faults (${suite.name}) in the dressing ${dressing}`, () => define(described))
}

function define<Stage extends Place>({ suite, dressing, beside, also, held }: Described<Stage>): void {
  const factsFolder = mkdtempSync(join(tmpdir(), 'usrops-scenarios-'))
  const { signal } = new AbortController()
  const runner = new Runner({ suite, dressing, onProgress: silent, factsFolder, signal, ...(beside && { beside }) })
  const outcomes = new Map<string, Outcome>()
  const mine = named(inDressing(suite.scenarios, dressing), held)
  const variants = named(inDressing(suite.healthyVariants, dressing), held)
  afterAll(async () => {
    await runner.stop()
    rmSync(factsFolder, { recursive: true })
  }, 60_000)

  // A busy machine may be too slow for a fault to show in time: once more, then it counts.
  const patience = { timeout: SCENARIO_TIMEOUT_MS, retry: 1 }

  it.each(variants)('finds nothing wrong with $name', patience, async (variant) => {
    const outcome = await runner.healthy(variant)
    expect(isMiss(outcome) ? missText(outcome) : 'clean').toBe('clean')
  })

  it.each(mine)('names the cause of $name, and its remedy ends it', patience, async (scenario) => {
    const outcome = await runner.fault(scenario)
    outcomes.set(scenario.name, outcome)
    expect(isMiss(outcome) ? missText(outcome) : 'right').toBe('right')
  })

  it('are all there', () => {
    expect([...mine, ...variants].map(({ name }) => name).toSorted()).toEqual(held.toSorted())
  })

  also?.(runner)
  if (mine.length > 0) describe('judged again', () => judgedAgain(mine, outcomes))
}

/** What is judged of the facts that the scenarios left. */
function judgedAgain<Stage extends Place>(mine: readonly Scenario<Stage>[], outcomes: ReadonlyMap<string, Outcome>) {
  const factsOf = async ({ name }: { readonly name: string }) => {
    const { facts, wanted } = outcomes.get(name) ?? {}
    if (!facts || !wanted) throw new Error(`${name} left no facts`)
    return { facts: (await loadFacts(facts)).facts, wanted }
  }

  it.each(mine)('cannot tell $name without its rule', async (scenario) => {
    const { facts, wanted } = await factsOf(scenario)
    expectNeedsItsRule(facts, wanted)
  })

  it.each(mine)('orders the causes of $name the same whatever the order of facts and rules', async (scenario) => {
    expectSameOrder((await factsOf(scenario)).facts, 10)
  })
}

function named<Each extends { readonly name: string }>(
  items: readonly Each[],
  names: readonly string[],
): readonly Each[] {
  return items.filter(({ name }) => names.includes(name))
}
