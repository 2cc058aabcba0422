import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Children } from './children.ts'

/** What came of checks or tests; those that were skipped by name. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/** What `vitest --reporter=json` writes, as far as it is counted. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    /** Milliseconds since the epoch. */
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs the test suites, or those whose path holds one of `filters`. */
export async function runSuites(children: Children, filters: readonly string[]): Promise<Outcome> {
  const file = join(tmpdir(), `usrops-tests-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await children.run(['vitest', 'run', ...reporters, ...filters])
  const report = readReport(file)
  for (const line of slowest(report)) process.stdout.write(`${line}\n`)
  return outcomeOf(report, code)
}

/** The suites that took longest: where the time of a run goes. */
function slowest(report: VitestReport | undefined): readonly string[] {
  const took = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    name: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
  }))
  const longest = took.toSorted((left, right) => right.seconds - left.seconds).slice(0, suitesNamed)
  const sum = took.reduce((total, { seconds }) => total + seconds, 0)
  return [
    `time of all suites ${sum.toFixed(0)} s; longest:`,
    ...longest.map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${name}`),
  ]
}

const suitesNamed = 25

/** A run that ended badly, or that ran nothing, has failed at least once, whatever its report says. */
export function outcomeOf(seen: VitestReport | undefined, code: number | null): Outcome {
  if (seen === undefined) return { passed: 0, failed: 1, skipped: [] }
  const unfinished = seen.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
  })
  const failed = seen.numFailedTests + unfinished.length
  const skipped = seen.testResults.flatMap(({ assertionResults }) => assertionResults.filter(isSkipped))
  const isBad = code !== 0 || seen.numPassedTests + failed + skipped.length === 0
  return {
    passed: seen.numPassedTests,
    failed: isBad ? Math.max(1, failed) : failed,
    skipped: skipped.map((test) => test.fullName),
  }
}

function isSkipped({ status }: { readonly status: string }): boolean {
  return status !== 'passed' && status !== 'failed'
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
