import { expect, it } from 'vitest'
import { sizeText } from '../../src/core/size-text.ts'

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 kB'],
  [20 * 1024 ** 3, '20 GB'],
  [3 * 1024 ** 5, '3.0 PB'],
  [-2048, '-2.0 kB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeText(bytes)).toBe(words)
})
