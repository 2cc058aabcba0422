import { expect, it } from 'vitest'
import { pageOf, reportOf, tableOf } from '../../scripts/benchmark-report.ts'
import { measure } from '../../scripts/benchmark-rounds.ts'

const bare = { name: 'bare', command: [], milliseconds: [10, 100, 20, 10, 20] }
const twice = { name: 'twice', command: [], goal: 2, milliseconds: [20, 200, 40, 20, 90] }
const slow = { name: 'slow', command: [], goal: 3, milliseconds: [40, 400, 80, 20, 20] }
const without = ({ goal: _, ...rest }: typeof twice, atLeast: number) => ({ ...rest, atLeast })
const report = reportOf([bare, twice, slow], '2026-03-01T10:00:00.000Z')

it('compares within a round, so that a busy moment counts for both', () => {
  expect(report.rows.map(({ timesFirst }) => timesFirst.median)).toEqual([1, 2, 4])
})

it('says which goals are reached', () => {
  expect(report.rows.map(({ reached }) => reached)).toEqual([true, true, false])
  expect(tableOf(report)).toContain('| slow | 40 (20–400) | 4.00 (1.00–4.00) | ≤ 3.0: missed |')
})

it('holds what is to take longer to its goal, too', () => {
  const rows = reportOf([bare, without(twice, 3), without(slow, 4)], '2026-03-01')
  expect(rows.rows.map(({ goal }) => goal)).toEqual(['', '≥ 3.0: missed', '≥ 4.0: reached'])
})

it('says when, with what and on what kind of machine it was measured', () => {
  expect(pageOf(report)).toMatch(/on 2026-03-01: usrops \S+, Node \d+\.\S+, \d+ cores, \d+ GB, \w+ \w+\./)
})

it('takes the time of every command in every round, and refuses one that fails', () => {
  const options = { env: process.env, cwd: '.' }
  const [first] = measure([{ name: 'true', command: ['true'] }], 3, options)
  expect(first?.milliseconds).toHaveLength(3)
  expect(() => measure([{ name: 'false', command: ['false'] }], 1, options)).toThrow('false ended with 1')
})
