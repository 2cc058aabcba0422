import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs the test suites, or those whose path holds one of `filters`. */
export async function runSuites(children: Children, filters: readonly string[]): Promise<Outcome> {
  const file = join(tmpdir(), `usrops-tests-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await children.run(['vitest', 'run', ...reporters, ...filters])
  return outcomeOf(readReport(file), code)
}

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
