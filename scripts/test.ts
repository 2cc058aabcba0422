/**
 * Everything that must hold before a change lands: formatting and lint, types, unused code, generated files, the bundle, then the test suites on
 * real systems. Ends with `N passed, N failed, N skipped`, the checks counted like tests; what was skipped is named. With words after `--`
 * only the suites whose path holds one of them.
 */
import { MissingToolchain } from '../test/bench/machine/missing-toolchain.ts'
import { prepareToolchain, systems } from '../test/bench/toolchain/prepare.ts'
import { Children } from './children.ts'
import { printSizes } from './sizes.ts'
import { type Outcome, runSuites } from './suites.ts'

const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['format and lint', ['biome', 'check', '.']],
  ['types', ['tsc', '--noEmit']],
  ['unused files, exports and dependencies', ['knip']],
  ['generated documents', ['node', 'scripts/generate.ts', '--check']],
  ['bundle', ['node', 'scripts/build.ts']],
]

const only = process.argv.slice(2)
const children = new Children()
const outcomes: Outcome[] = []
for (const check of only.length === 0 ? checks : []) outcomes.push(await runCheck(check))
if (only.length === 0) await Promise.all(systems.map(fetchPrograms))
outcomes.push(await runSuites(children, only))
printSizes()
report(outcomes)

async function runCheck([name, command]: (typeof checks)[number]): Promise<Outcome> {
  const started = performance.now()
  const isOk = (await children.run(command)) === 0
  say(`${isOk ? 'ok' : 'FAILED'}: ${name} (${Math.round(performance.now() - started)} ms)`)
  return { passed: Number(isOk), failed: Number(!isOk), skipped: [] }
}

/** Beforehand, because what takes minutes the first time is to be seen. What cannot be had is the suites' to say. */
async function fetchPrograms(system: (typeof systems)[number]): Promise<void> {
  try {
    await prepareToolchain([system], say)
  } catch (error) {
    if (!(error instanceof MissingToolchain)) throw error
  }
}

function report(all: readonly Outcome[]): void {
  const sum = (pick: (outcome: Outcome) => number) => all.reduce((total, outcome) => total + pick(outcome), 0)
  const skipped = all.flatMap((outcome) => outcome.skipped)
  for (const name of skipped) say(`skipped: ${name}`)
  const failed = sum((outcome) => outcome.failed)
  say(`${sum((outcome) => outcome.passed)} passed, ${failed} failed, ${skipped.length} skipped`)
  process.exitCode = failed === 0 ? 0 : 1
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
