import { expect, it } from 'vitest'
import { postgresChanges } from '../../src/changes/postgres.ts'
import { readChanges } from '../../src/core/change.ts'
import { type Server, server } from '../../src/facts/postgres/server.ts'
import { HOUR, lookOf, MINUTE, NOW, SECOND } from '../checks/postgres/examples.ts'

const look = (overrides: Partial<Server>, at = NOW) =>
  lookOf(
    [
      [
        server,
        {
          versionText: '17.10',
          inRecovery: false,
          timeline: 1,
          startedMs: HOUR,
          configurationLoadedMs: HOUR,
          settings: {},
          ...overrides,
        },
      ],
    ],
    at,
  )

const changes = (now: ReturnType<typeof look>, before?: ReturnType<typeof look>) =>
  readChanges(postgresChanges, now, before).map(({ kind, at, summary }) => ({ kind, at, summary }))

it('tells when the server started', () => {
  expect(changes(look({ startedMs: 10 * MINUTE, configurationLoadedMs: 10 * MINUTE + 5 * SECOND }))).toEqual([
    { kind: 'restart', at: NOW - 10 * MINUTE, summary: 'Postgres 17.10 started (10 min ago)' },
  ])
})

it('tells when the configuration was loaded again, which the start itself is not', () => {
  const { at } = changes(look({ configurationLoadedMs: 3 * MINUTE })).find(({ kind }) => kind === 'configuration') ?? {}
  expect(at).toBe(NOW - 3 * MINUTE)
})

it.each<[Partial<Server>, Partial<Server>, string | undefined]>([
  [{}, {}, undefined],
  [{ inRecovery: true, timeline: null }, { timeline: 2 }, 'was promoted to primary'],
  [{}, { inRecovery: true, timeline: null }, 'became a standby'],
  [{}, { timeline: 2 }, 'is on another time line'],
])('a failover between two looks: %j then %j: %s', (old, now, expected) => {
  const summary = changes(look(now), look(old, NOW - MINUTE)).find(({ kind }) => kind === 'failover')?.summary
  if (expected === undefined) expect(summary).toBeUndefined()
  else expect(summary).toContain(expected)
})

it('names the settings that changed between two looks', () => {
  const summaries = changes(
    look({ settings: { max_connections: 50 } }),
    look({ settings: { max_connections: 100 } }, NOW - MINUTE),
  )
  expect(summaries.map(({ summary }) => summary)).toContain(
    'setting max_connections of Postgres changed from 100 to 50',
  )
})
