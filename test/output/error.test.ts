import { describe, expect, it } from 'vitest'
import { failureOf, OperatorError } from '../../src/core/errors.ts'
import { errorDocument, errorText, stackText } from '../../src/output/error.ts'

const thrown = new OperatorError('user-db: 97 of 97 connections in use', {
  hint: 'usrops db connections',
  exit: 'busy',
  retryable: true,
})

describe('an error', () => {
  it('tells a person what happened and what to type next', () => {
    expect(errorText(failureOf(thrown), false)).toBe(
      'error: user-db: 97 of 97 connections in use\nhint: usrops db connections\n',
    )
  })

  it('has no line for a hint that is not there', () => {
    expect(errorText(failureOf(new OperatorError('no such service')), false)).toBe('error: no such service\n')
  })

  it('keeps the lines of a message apart and its control characters out', () => {
    expect(errorText(failureOf(new OperatorError('two mistakes:\n\u001b[2Ja: 1\nb: 2')), false)).toBe(
      'error: two mistakes:\n  a: 1\n  b: 2\n',
    )
  })

  it('tells a program the name and the number of its code', () => {
    expect(errorDocument(failureOf(thrown))).toEqual({
      version: 1,
      kind: 'Error',
      code: 'busy',
      exit: 8,
      message: 'user-db: 97 of 97 connections in use',
      hint: 'usrops db connections',
      retryable: true,
    })
  })
})

describe('a stack', () => {
  it('leads to the first cause', () => {
    const text = stackText(new Error('outer', { cause: new TypeError('inner') }))
    expect(text).toMatch(/^Error: outer\n[\s\S]*caused by: TypeError: inner\n {4}at /)
  })

  it('holds no secret of a driver’s message', () => {
    const text = stackText(new Error('connect postgres://app:hunter2@db/users failed, password=hunter3'))
    expect(text).not.toMatch(/hunter/)
  })

  it('ends where causes go round', () => {
    const error = new Error('round')
    error.cause = error
    expect(stackText(error).match(/round/g)).toHaveLength(1)
  })

  it('is empty for what is no error', () => {
    expect(stackText('a string')).toBe('')
  })
})
