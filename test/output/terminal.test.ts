import { describe, expect, it } from 'vitest'
import { terminalOf } from '../../src/output/terminal.ts'

const tty = { isTTY: true, columns: 120 }
const pipe = {}

describe('colour', () => {
  it.each([
    ['is shown on a terminal', tty, {}, 'auto', true],
    ['is not shown elsewhere', pipe, {}, 'auto', false],
    ['gives way to --no-color', tty, { FORCE_COLOR: '1' }, 'never', false],
    ['gives way to NO_COLOR', tty, { NO_COLOR: '1' }, 'auto', false],
    ['gives way to NO_COLOR even where it is forced', tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, 'auto', false],
    ['ignores an empty NO_COLOR, as no-color.org says', tty, { NO_COLOR: '' }, 'auto', true],
    ['can be forced into a pipe', pipe, { FORCE_COLOR: '1' }, 'auto', true],
    ['can be forced off', tty, { FORCE_COLOR: '0' }, 'auto', false],
    ['is beyond a dumb terminal', tty, { TERM: 'dumb' }, 'auto', false],
  ] as const)('%s', (_policy, stream, env, wish, colour) => {
    expect(terminalOf(stream, env, wish).colour).toBe(colour)
  })
})

describe('width', () => {
  it.each([
    ['is that of the terminal', { isTTY: true, columns: 72 }, 72],
    ['is at most 100, to be readable', { isTTY: true, columns: 240 }, 100],
    ['is 80 where the terminal does not say', { isTTY: true, columns: 0 }, 80],
    ['is not known elsewhere', { columns: 80 }, null],
  ])('%s', (_policy, stream, columns) => {
    expect(terminalOf(stream, {}, 'auto').columns).toBe(columns)
  })
})

describe('a line that is redrawn', () => {
  it.each([
    ['needs a terminal', tty, {}, true],
    ['is not for pipes', pipe, {}, false],
    ['is not for CI, which has terminals that nobody watches', tty, { CI: 'true' }, false],
    ['is beyond a dumb terminal', tty, { TERM: 'dumb' }, false],
    ['is not for a terminal without a size', { isTTY: true, columns: 0 }, {}, false],
  ])('%s', (_policy, stream, env, interactive) => {
    expect(terminalOf(stream, env, 'auto').interactive).toBe(interactive)
  })
})
