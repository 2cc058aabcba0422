import { describe, expect, it } from 'vitest'
import { nameShape } from '../../src/core/name-shape.ts'

describe('the name of a key', () => {
  it.each([
    ['session:8d2ab7f0:cart', 'session:[hex]:[word]'],
    ['user:4711', 'user:[number]'],
    ['user:alice', 'user:[word]'],
    ['user:anna.smith@example.org:profile', 'user:[e-mail]:[word]'],
    ['device/6f9619ff-8b86-d011-b42d-00c04fc964ff', 'device/[uuid]'],
    ['auth:eyJhbGciOi.eyJzdWIiOi1.c2lnbmF0dXJl', 'auth:[token]'],
    ['reset:k3yWithDigits0123456', 'reset:[token]'],
    ['api:v2:users', 'api:v2:[word]'],
    ['{user:12}:cart', '{[word]:[number]}:[word]'],
    ['{alice}:cart', '{[word]}:[word]'],
    ['anna.smith:cart', '[text]:[word]'],
    ['phone:+49 170 1234567', 'phone:[text]'],
    ['anna', '[word]'],
    ['4711', '[number]'],
    ['4711:cart', '[number]:[word]'],
    ['anna@example.org', '[e-mail]'],
    ['Zoë:1', '[text]:[number]'],
    ['', ''],
  ])('%s is shown as %s', (name, shape) => {
    expect(nameShape(name, { prefix: '', words: false })).toBe(shape)
  })

  it('keeps what the asker typed, up to its last separator', () => {
    const typed = (prefix: string) => nameShape('session:user:alice:8d2ab7f0', { prefix, words: false })
    expect(typed('session:user:')).toBe('session:user:[word]:[hex]')
    expect(typed('session:user:al')).toBe('session:user:[word]:[hex]')
    expect(typed('sess')).toBe('session:[word]:[word]:[hex]')
  })

  it('shows words where they are wished for, and still nothing that masking would take out', () => {
    const words = (name: string) => nameShape(name, { prefix: '', words: true })
    expect(words('session:user:alice:8d2ab7f0')).toBe('session:user:alice:[hex]')
    expect(words('flags')).toBe('flags')
    expect(words('mail:anna@example.org:77')).toBe('mail:[e-mail]:[number]')
  })
})
