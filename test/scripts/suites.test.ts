import { expect, it } from 'vitest'
import { outcomeOf, type VitestReport } from '../../scripts/suites.ts'

const suite = (...statuses: readonly string[]) => ({
  ...{ name: 'test/some.test.ts', startTime: 0, endTime: 1000 },
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, place) => ({ status, fullName: `${status} ${place}` })),
})
const report = (...testResults: VitestReport['testResults']): VitestReport => {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const count = (wanted: string) => all.filter(({ status }) => status === wanted).length
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults }
}

it.each([
  ['all is well', report(suite('passed', 'passed')), 0, { passed: 2, failed: 0, skipped: [] }],
  ['a test failed', report(suite('passed', 'failed')), 1, { passed: 1, failed: 1, skipped: [] }],
  ['tests were skipped', report(suite('passed', 'pending')), 0, { passed: 1, failed: 0, skipped: ['pending 1'] }],
  ['a file could not be read', report({ ...suite(), status: 'failed' }), 1, { passed: 0, failed: 1, skipped: [] }],
  [
    'a suite failed outside its tests',
    report({ ...suite('passed'), status: 'failed' }),
    1,
    { passed: 1, failed: 1, skipped: [] },
  ],
  ['all passed, and then the runner crashed', report(suite('passed')), 1, { passed: 1, failed: 1, skipped: [] }],
  ['a signal ended the runner', report(suite('passed')), null, { passed: 1, failed: 1, skipped: [] }],
  ['nothing was run', report(), 0, { passed: 0, failed: 1, skipped: [] }],
  ['there is no report', undefined, 0, { passed: 0, failed: 1, skipped: [] }],
])('counts what happened where %s', (_name, seen, code, outcome) => {
  expect(outcomeOf(seen, code)).toEqual(outcome)
})
