import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clients/clock.ts'
import { collectLook, defaultLimits } from '../../src/core/collect.ts'
import type { Connection, Instance } from '../../src/core/connection.ts'
import { CannotAsk, defineFacts } from '../../src/core/facts.ts'

const limits = { ...defaultLimits, connectMs: 200, collectMs: 100, hardMs: 600, afterFirstConnectionMs: 400 }
const options = { clock: systemClock, deep: false, limits }
const never = () => new Promise<never>(() => undefined)

const facts = (id: string, collect: () => Promise<unknown>, cost: 'cheap' | 'heavy' = 'cheap') =>
  defineFacts({ id, system: 'thing', cost, collect })

const connection = (over: Partial<Connection> = {}): Connection => ({
  client: {},
  vantage: 'operator',
  roundTripMs: 1,
  identity: 'one',
  sequential: true,
  close: async () => undefined,
  ...over,
})

const instance = (over: Partial<Instance> = {}): Instance => ({
  system: 'thing',
  target: { system: 'thing', kind: 'server', name: 'a' },
  facts: [facts('thing.answer', async () => 42)],
  open: async () => connection(),
  ...over,
})

const only = async (given: Instance, deep = false) => {
  const look = await collectLook([given], { ...options, deep })
  const [seen] = look.instances
  if (seen === undefined) throw new Error('the look is empty')
  return seen
}

describe('collecting', () => {
  it('keeps a value with its time', async () => {
    const seen = await only(instance())
    expect(seen.observations['thing.answer']).toEqual({ at: expect.any(Number), value: 42 })
  })

  it('leaves heavy facts for --deep', async () => {
    const heavy = instance({ facts: [facts('thing.heavy', async () => 1, 'heavy')] })
    expect(Object.keys((await only(heavy)).observations)).toEqual([])
    expect(Object.keys((await only(heavy, true)).observations)).toEqual(['thing.heavy'])
  })

  it('says why an instance could not be connected to, in the words of the client', async () => {
    const open = async () => {
      throw new CannotAsk('authentication', 'password refused', 'check the password')
    }
    expect((await only(instance({ open }))).unconnected).toEqual({
      kind: 'authentication',
      reason: 'password refused',
      grant: 'check the password',
    })
  })

  it('masks what an unforeseen error says', async () => {
    const open = async () => {
      throw new Error('postgres://app:hunter2@db/users is odd')
    }
    expect(JSON.stringify(await only(instance({ open })))).not.toContain('hunter2')
  })

  it('gives up on a connection that never opens', async () => {
    expect((await only(instance({ open: never }))).unconnected?.kind).toBe('hung')
  })

  it('asks a system that hangs only once, and keeps what it had answered', async () => {
    let asked = 0
    const hanging = facts('thing.hangs', () => {
      asked += 1
      return never()
    })
    const later = facts('thing.later', async () => {
      asked += 1
    })
    const seen = await only(instance({ facts: [facts('thing.first', async () => 1), hanging, later] }))
    expect(seen.observations['thing.first']).toMatchObject({ value: 1 })
    expect(seen.observations['thing.later']).toMatchObject({ unasked: { kind: 'hung' } })
    expect(asked).toBe(1)
  })

  it('does not wait for a connection that will not close', async () => {
    const open = async () => connection({ close: never })
    expect((await only(instance({ open }))).observations['thing.answer']).toMatchObject({ value: 42 })
  })

  it('examines nothing of a system that is not the pinned one', async () => {
    const seen = await only(instance({ pinnedIdentity: 'another' }))
    expect(seen.unconnected?.kind).toBe('wrong-identity')
    expect(seen.observations).toEqual({})
  })

  it('examines nothing of a system that does not tell which it is, where one is pinned', async () => {
    const seen = await only(instance({ pinnedIdentity: 'one', open: async () => connection({ identity: null }) }))
    expect(seen.unconnected?.kind).toBe('wrong-identity')
    expect(seen.observations).toEqual({})
  })

  it('never opens what must not be dialled', async () => {
    const open = () => Promise.reject(new Error('dialled'))
    const notDialled = { kind: 'unsupported', reason: 'a loopback address of a pod' } as const
    expect((await only(instance({ open, notDialled }))).unconnected).toEqual(notDialled)
  })

  it('stops everything when the operator interrupts', { timeout: 5_000 }, async () => {
    const signal = AbortSignal.timeout(20)
    const look = await collectLook([instance({ open: never })], { ...options, signal, limits: defaultLimits })
    expect(look.instances[0]?.unconnected?.kind).toBe('hung')
  })
})
