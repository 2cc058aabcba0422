import { expect, it } from 'vitest'
import { amount, counted, duration, gap, latency, percent } from '../../../src/output/words/amounts.ts'

const plain = (words: string) => words.replaceAll(gap, ' ')

it.each([
  [0, '0 s'],
  [12_400, '12 s'],
  [59_600, '1 min'],
  [14 * 60_000, '14 min'],
  [59.6 * 60_000, '1 h'],
  [125 * 60_000, '2 h 5 min'],
  [3 * 86_400_000, '3 days'],
  [-5_000, '0 s'],
])('a time of %d ms is %s', (milliseconds, words) => {
  expect(plain(duration(milliseconds))).toBe(words)
})

it.each([
  [84.4, '84 ms'],
  [999.7, '1.0 s'],
  [2_340, '2.3 s'],
  [60_000, '1 min'],
])('a request of %d ms takes %s', (milliseconds, words) => {
  expect(plain(latency(milliseconds))).toBe(words)
})

it.each([
  [0, '0 %'],
  [0.0004, '<0.1 %'],
  [0.004, '0.4 %'],
  [0.37, '37 %'],
  [0.9996, '>99.9 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, words) => {
  expect(plain(percent(share))).toBe(words)
})

it.each([
  [0, '0'],
  [0.02, '<0.1'],
  [42.31, '42.3'],
  [1234.5, '1235'],
])('a rate of %d is %s', (value, words) => {
  expect(amount(value)).toBe(words)
})

it('counts one and many', () => {
  expect([plain(counted(1, 'check')), plain(counted(6, 'check'))]).toEqual(['1 check', '6 checks'])
})
