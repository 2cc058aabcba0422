import { describe, expect, it } from 'vitest'
import { valueShape } from '../../../src/facts/kafka/value-shape.ts'

const of = (text: string, told = false) => valueShape(Buffer.from(text), told)

describe('a value', () => {
  it.each([
    ['', 'empty', null],
    ['{"id": 1}', 'JSON', null],
    ['17', 'JSON', null],
    ['{"id": 1, broken', 'text', 10],
    ['{"id": 1', 'text', 8],
    ['hello there', 'text', null],
  ])('%j is %s', (text, format, brokenAt) => {
    expect(of(text)).toMatchObject({ format, brokenAt })
  })

  it('is of a registered schema where it begins like one, and binary where it is no text', () => {
    expect(valueShape(Buffer.from([0, 0, 0, 1, 2, 200]), false)).toMatchObject({
      ...{ format: 'registered schema', schemaId: 258 },
    })
    expect(valueShape(Buffer.from([200, 201]), false)).toMatchObject({ format: 'binary', bytes: 2 })
  })

  it('has a shape where it is like a name, as keys are', () => {
    expect(of('user:4711').shape).toBe('user:[number]')
    expect(of('anna@example.org').shape).toBe('[e-mail]')
    expect(of('anna').shape).toBe('[word]')
    expect(of('{"id":1}').shape).toBeNull()
    expect(of('two words').shape).toBeNull()
  })

  const person = JSON.stringify({
    ...{ id: 4711, email: 'anna@example.org', password: 'hunter2', active: true, nothing: null },
    tags: ['vip', 'new'],
    byMail: { 'bob@example.org': { since: 2020 } },
  })

  it('shows the fields of JSON and nothing of what they say', () => {
    const { fields } = of(person)
    expect(fields.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['', 'object', 7],
      ['id', 'number', null],
      ['email', 'text', 16],
      ['password', 'text', 7],
      ['active', 'boolean', null],
      ['nothing', 'null', null],
      ['tags', 'list', 2],
      ['tags[]', 'text', 3],
      ['byMail', 'object', 1],
      ['byMail.[key]', 'object', 1],
      ['byMail.[key].since', 'number', null],
    ])
    expect(JSON.stringify(fields)).not.toMatch(/anna|bob|hunter2|vip|4711/)
  })

  it('tells what it says only masked', () => {
    const { fields } = of(person, true)
    expect(fields.filter(({ text }) => text !== undefined).map(({ path, text }) => [path, text])).toEqual([
      ['id', '4711'],
      ['email', '[e-mail]'],
      ['password', '[…]'],
      ['active', 'true'],
      ['nothing', 'null'],
      ['tags[]', 'vip'],
      ['byMail.[key].since', '2020'],
    ])
    expect(of('call anna@example.org', true).text).toBe('call [e-mail]')
    expect(of('call anna@example.org').text).toBeUndefined()
    expect(of('x'.repeat(10_000), true).text?.length).toBeLessThan(600)
  })

  it('stays small, however large or deep it is', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`field${'x'.repeat(index % 30)}`, index]),
    )
    const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`
    expect(of(JSON.stringify(Array.from({ length: 500 }, () => wide))).fields.length).toBeLessThanOrEqual(100)
    expect(of(deep).fields.length).toBeLessThan(10)
  })
})
