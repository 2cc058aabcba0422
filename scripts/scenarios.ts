/**
 * `npm run scenarios`: every fault and every healthy variant, on the systems alone and on a cluster, in both dressings. `--no-cluster`, `--cluster` (only
 * there), `--only NAME` (repeatable), `--dressing plain|other|both`, `--keep-facts DIR`, `-o json`. `--record` keeps what was seen where it
 * was right, for test/scenarios/recorded.test.ts.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { clusterSuite } from '../test/scenarios/cluster/suite.ts'
import { firstSuite } from '../test/scenarios/first-suite.ts'
import { dressings } from '../test/scenarios/names.ts'
import { type Outcome, totalsOf } from '../test/scenarios/outcome.ts'
import { record } from '../test/scenarios/recording.ts'
import {
  confusionMatrix,
  isMiss,
  missText,
  progressLine,
  reportDocument,
  totalsText,
} from '../test/scenarios/report.ts'
import { Runner } from '../test/scenarios/runner.ts'
import { inDressing, type Place, type Suite } from '../test/scenarios/suite.ts'
import { untilInterrupted } from './until-interrupted.ts'
import './without-node-warnings.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    cluster: { type: 'boolean' },
    dressing: { type: 'string', default: 'both' },
    'keep-facts': { type: 'string' },
    record: { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: 'human' },
  },
  allowNegative: true,
})
const onSystems = values.cluster !== true
const onCluster = values.cluster !== false
const known = [...(onSystems ? namesIn(firstSuite) : []), ...(onCluster ? namesIn(clusterSuite) : [])]
const unknown = values.only?.find((name) => !known.includes(name))
const chosen = dressings.filter((dressing) => values.dressing === 'both' || values.dressing === dressing)

if (unknown !== undefined || chosen.length === 0) {
  const what =
    unknown === undefined ? `dressing ${values.dressing}; there are: plain, other, both` : `scenario ${unknown}`
  process.stderr.write(`there is no ${what}\n${unknown === undefined ? '' : `there are: ${known.join(', ')}\n`}`)
  process.exitCode = 2
} else {
  process.exitCode = await run()
}

async function run(): Promise<number> {
  const { signal } = untilInterrupted()
  const outcomes: Outcome[] = []
  try {
    // One after another: two stages on one small machine would slow each other down, and that is a symptom, too.
    for (const dressing of chosen) {
      if (onSystems) outcomes.push(...(await inOne(firstSuite, dressing, signal)))
      if (onCluster) outcomes.push(...(await inOne(clusterSuite, dressing, signal)))
    }
  } catch (error) {
    if (!signal.aborted) throw error
    return 130
  }
  const totals = totalsOf(outcomes)
  if (values.output === 'json') process.stdout.write(`${JSON.stringify(reportDocument(outcomes, totals), null, 1)}\n`)
  else {
    const misses = outcomes.filter(isMiss).map(missText)
    process.stdout.write(
      `\n${[...misses, confusionMatrix(outcomes), timesText(outcomes), totalsText(totals)].join('\n\n')}\n`,
    )
  }
  return totals.passed ? 0 : 1
}

async function inOne<Stage extends Place>(
  suite: Suite<Stage>,
  dressing: (typeof dressings)[number],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const factsFolder = values['keep-facts'] ?? mkdtempSync(join(tmpdir(), 'usrops-facts-'))
  const runner = new Runner({ suite, dressing, onProgress: say, factsFolder, signal })
  const wanted = ({ name }: { name: string }) => values.only?.includes(name) ?? true
  const outcomes: Outcome[] = []
  const done = (outcome: Outcome) => {
    outcomes.push(outcome)
    say(progressLine(outcome))
    if (values.record && !isMiss(outcome)) record(suite.name, outcome)
    if (isMiss(outcome) && values.output === 'human') process.stdout.write(`\n${missText(outcome)}\n\n`)
  }
  try {
    for (const variant of inDressing(suite.healthyVariants, dressing).filter(wanted))
      done(await runner.healthy(variant))
    for (const scenario of inDressing(suite.scenarios, dressing).filter(wanted)) done(await runner.fault(scenario))
  } finally {
    await runner.stop()
  }
  return outcomes
}

function namesIn<Stage extends Place>({ scenarios, healthyVariants }: Suite<Stage>): readonly string[] {
  return [...scenarios, ...healthyVariants].map(({ name }) => name)
}

function timesText(outcomes: readonly Outcome[]): string {
  const mean = (of: (outcome: Outcome) => number) =>
    (outcomes.reduce((sum, each) => sum + of(each), 0) / outcomes.length / 1000).toFixed(1)
  return `mean time of a scenario ${mean(({ milliseconds }) => milliseconds.all)} s, of its diagnosis ${mean(({ milliseconds }) => milliseconds.diagnose)} s`
}
