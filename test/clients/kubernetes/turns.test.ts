import { setImmediate as settled } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from '../../../src/clients/kubernetes/turns.ts'

const never = new AbortController().signal

test('lets so many work at once, and the others in their order', async () => {
  const turns = new Turns(2)
  const begun: number[] = []
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const works = ends.map(({ promise }, index) =>
    turns.take(never, () => {
      begun.push(index)
      return promise
    }),
  )
  await settled()
  expect(begun).toEqual([0, 1])
  ends[1]?.resolve()
  await settled()
  expect(begun).toEqual([0, 1, 2])
  ends[0]?.reject(new Error('failed'))
  await expect(works[0]).rejects.toThrow('failed')
  await settled()
  expect(begun).toEqual([0, 1, 2, 3])
})

test('forgets who does not want to wait any more', async () => {
  const turns = new Turns(1)
  const end = Promise.withResolvers<void>()
  const first = turns.take(never, () => end.promise)
  const impatient = new AbortController()
  const second = turns.take(impatient.signal, async () => 'never')
  const third = turns.take(never, async () => 'worked')
  impatient.abort(new Error('enough'))
  await expect(second).rejects.toThrow('enough')
  end.resolve()
  await first
  expect(await third).toBe('worked')
  await expect(turns.take(AbortSignal.abort(new Error('over')), async () => 'never')).rejects.toThrow('over')
  expect(await turns.take(never, async () => 'free again')).toBe('free again')
})
