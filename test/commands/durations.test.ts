import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { collect, parseDuration } from '../../commands/options.ts'

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['007s', 7_000],
  ])('%s is %i ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds))

  it.each(['', '30', 's', '-5s', '1.5s', '5 s', '5S', '5sec', '1h30m', '1d', '٣s', '1e3s', ' 5s', '5s\n'])(
    'is not %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(InvalidArgumentError)
      expect(() => parseDuration(text)).toThrow('write 30s, 5m or 2h')
    },
  )
})

describe('an option that may be repeated', () => {
  it('keeps the order and leaves the default alone', () => {
    const none: readonly string[] = []
    expect(collect('b', collect('a', none))).toEqual(['a', 'b'])
    expect(none).toEqual([])
  })
})
