/**
 * Everything that must hold before a change lands: formatting and lint, types, unused code, generated files, then the test suites on real systems.
 * Ends with `N passed, N failed, N skipped`, the checks counted like tests; what was skipped is named.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printSizes } from './sizes.ts'

interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['format and lint', ['biome', 'check', '.']],
  ['types', ['tsc', '--noEmit']],
  ['unused files, exports and dependencies', ['knip']],
  ['generated documents', ['node', 'scripts/generate.ts', '--check']],
  ['bundle', ['node', 'scripts/build.ts']],
]

const only = process.argv.slice(2)
const outcomes = [...(only.length === 0 ? checks.map(runCheck) : []), runSuites(only)]
printSizes()
report(outcomes)

function runCheck([name, [command = '', ...args]]: (typeof checks)[number]): Outcome {
  const started = performance.now()
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  say(`${status === 0 ? 'ok' : 'FAILED'}: ${name} (${Math.round(performance.now() - started)} ms)`)
  return { passed: Number(status === 0), failed: Number(status !== 0), skipped: [] }
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

function runSuites(filters: readonly string[]): Outcome {
  const file = join(tmpdir(), `usrops-tests-${process.pid}.json`)
  spawnSync('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const seen = readReport(file)
  if (seen === undefined) return { passed: 0, failed: 1, skipped: [] }
  const unfinished = seen.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  )
  const failed = seen.numFailedTests + unfinished.length
  return {
    passed: seen.numPassedTests,
    failed: seen.success ? failed : Math.max(1, failed),
    skipped: seen.testResults.flatMap((suite) => suite.assertionResults.filter(isSkipped).map((test) => test.fullName)),
  }
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  } finally {
    rmSync(file, { force: true })
  }
}

function isSkipped({ status }: { readonly status: string }): boolean {
  return status !== 'passed' && status !== 'failed'
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
