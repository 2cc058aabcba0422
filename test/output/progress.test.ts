import { expect, it } from 'vitest'
import type { OutputEvent } from '../../src/output/documents/event.ts'
import { recording, watching } from '../../src/output/progress.ts'

const database = { system: 'postgres', kind: 'database', name: 'user-db' }
const cache = { system: 'redis', kind: 'cache', name: 'user-cache' }

it('says what is still waited for', () => {
  const shown: string[] = []
  const progress = watching({
    show: (text) => shown.push(text),
    hide: () => undefined,
    write: (text) => shown.push(text),
  })
  progress.tell({ kind: 'LookStarted', environment: 'production', systems: 2 })
  progress.tell({ kind: 'SystemAsked', target: database })
  progress.tell({ kind: 'SystemAsked', target: cache })
  progress.tell({ kind: 'SystemAnswered', target: database })
  progress.tell({ kind: 'SystemAnswered', target: cache })
  progress.tell({ kind: 'SecondLook', waitMs: 5_000 })
  progress.note('the kubeconfig was not looked at\nx')
  expect(shown).toEqual([
    'asking 2 systems of production',
    'waiting for user-db',
    'waiting for user-db, user-cache',
    'waiting for user-cache',
    'judging',
    'looking again in 5 s to measure rates',
    expect.stringMatching(/^note: the kubeconfig was not looked at\S* ?x\n$/),
  ])
})

it('is a line of JSON for programs, with its time', () => {
  const events: OutputEvent[] = []
  const progress = recording(
    (event) => events.push(event),
    () => new Date('2026-11-22T02:12:21Z'),
  )
  progress.tell({ kind: 'SystemAsked', target: database })
  progress.say('reading the configuration')
  expect(events).toEqual([
    { version: 1, kind: 'SystemAsked', at: '2026-11-22T02:12:21.000Z', target: database },
    { version: 1, kind: 'Progress', at: '2026-11-22T02:12:21.000Z', text: 'reading the configuration' },
  ])
})
