import { Command, InvalidArgumentError, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { failureOf, OperatorError } from '../../src/core/errors.ts'
import { type ExitName, exitCodes, nagiosCode } from '../../src/core/exit-codes.ts'

/** What commander throws for these words. */
function thrownBy(...words: readonly string[]): unknown {
  const quiet = { writeOut: () => undefined, writeErr: () => undefined }
  const root = new Command('usrops').exitOverride().configureOutput(quiet).version('1.0.0')
  const diagnose = root.command('diagnose').argument('<service>').option('--observe <time>', '', refuse)
  diagnose.addOption(new Option('-o, --output <format>').choices(['human', 'json'])).requiredOption('--must <x>')
  diagnose.addOption(new Option('--save <file>').conflicts('observe')).action(() => undefined)
  try {
    root.parse(words, { from: 'user' })
  } catch (error) {
    return error
  }
  return undefined
}

function refuse(): never {
  throw new InvalidArgumentError('"x" is no duration; write 30s.')
}

describe('what an error means to the caller', () => {
  const usage = (message: string | RegExp) => ({
    exit: 'usage',
    message: expect.stringMatching(message),
    hint: 'usrops --help',
    retryable: false,
  })

  it.each<[string, readonly string[], unknown]>([
    ['an unknown command', ['diagnos', 'x'], usage(/^unknown command 'diagnos'/)],
    ['an unknown option', ['diagnose', 'x', '--must', '1', '--nope'], usage("unknown option '--nope'")],
    ['a missing argument', ['diagnose', '--must', '1'], usage("missing required argument 'service'")],
    ['a missing value', ['diagnose', 'x', '--must'], usage("option '--must <x>' argument missing")],
    ['a missing option', ['diagnose', 'x'], usage("required option '--must <x>' not specified")],
    ['too many words', ['diagnose', 'x', 'y', '--must', '1'], usage(/too many arguments/)],
    [
      'a value that is no choice',
      ['diagnose', 'x', '--must', '1', '-o', 'xml'],
      usage(/Allowed choices are human, json/),
    ],
    [
      'a value that its parser refuses',
      ['diagnose', 'x', '--must', '1', '--observe', 'x'],
      usage(/no duration; write 30s/),
    ],
    ['help', ['diagnose', '--help'], expect.objectContaining({ exit: 'ok' })],
    ['the version', ['--version'], expect.objectContaining({ exit: 'ok' })],
  ])('%s', (_, words, expected) => {
    const failure = failureOf(thrownBy(...words))
    expect(failure).toEqual(expected)
    expect(failure.message).not.toMatch(/^error: /)
  })

  it('is what an error of the operator says itself', () => {
    const error = new OperatorError('users-db is locked', {
      hint: 'try later',
      exit: 'busy',
      retryable: true,
      cause: new Error('deep'),
    })
    expect(failureOf(error)).toEqual({
      exit: 'busy',
      message: 'users-db is locked',
      hint: 'try later',
      retryable: true,
    })
    expect(failureOf(new OperatorError('no such file'))).toEqual({
      exit: 'usage',
      message: 'no such file',
      hint: null,
      retryable: false,
    })
  })

  it.each([
    ['an error nobody foresaw', new TypeError('postgres://app:hunter2@db is odd'), 'a bug in usrops: TypeError'],
    ['a thrown text', 'hunter2', 'a bug in usrops: string'],
    ['nothing', undefined, 'a bug in usrops: undefined'],
    [
      'an error with a code of its own',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      'a bug in usrops: Error',
    ],
    ['an error with a number for a code', Object.assign(new Error('x'), { code: 7 }), 'a bug in usrops: Error'],
  ])('is a bug for %s, without its text: it may hold a secret', (_, thrown, message) => {
    expect(failureOf(thrown)).toMatchObject({ exit: 'bug', message, retryable: false })
  })
})

describe('exit codes', () => {
  it('are a contract: numbers never change', () => {
    expect(exitCodes).toEqual({
      ...{ ok: 0, findings: 1, usage: 2, refused: 3, undone: 4, partlyDone: 5, unknownOutcome: 6, couldNotLook: 7 },
      ...{ busy: 8, unconfirmed: 9, bug: 70, interrupted: 130, terminated: 143 },
    })
  })

  it('become 0 to 2 for a monitor where there is a verdict, else 3', () => {
    expect((['ok', 'warning', 'critical'] as const).map((verdict) => nagiosCode(verdict, 'ok'))).toEqual([0, 1, 2])
    expect(nagiosCode('critical', 'findings')).toBe(2)
    expect(nagiosCode(undefined, 'ok')).toBe(3)
    const names = Object.keys(exitCodes) as readonly ExitName[]
    const others = names.filter((name) => name !== 'ok' && name !== 'findings')
    expect(new Set(others.map((name) => nagiosCode('ok', name)))).toEqual(new Set([3]))
  })
})
