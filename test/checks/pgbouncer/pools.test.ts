import { describe, expect, it } from 'vitest'
import { clientLimit } from '../../../src/checks/pgbouncer/client-limit.ts'
import { databaseOff } from '../../../src/checks/pgbouncer/database-off.ts'
import { saturated } from '../../../src/checks/pgbouncer/saturated.ts'
import { type Pool, type PooledDatabase, type Pools, pools } from '../../../src/facts/pgbouncer/pools.ts'
import { ask, lookOf, severities } from '../postgres/examples.ts'

const pool: Pool = {
  ...{ database: 'users', user: 'app', mode: 'transaction', size: 2, reserve: 0, clientsActive: 2, clientsWaiting: 0 },
  ...{ serversActive: 2, serversIdle: 0, serversOther: 0, serversLogin: 0, maxWaitMs: 0 },
}
const database: PooledDatabase = {
  ...{ name: 'users', host: '10.0.0.1', port: 5432, serverDatabase: 'users', poolSize: 2, maxConnections: 0 },
  ...{ connections: 2, paused: false, disabled: false },
}
const look = (one: Partial<Pool>, whole: Partial<Pools> = {}) =>
  lookOf([
    [
      pools,
      {
        ...{ version: 'PgBouncer 1.18.0', databases: [database], clientConnections: 2 },
        clients: [{ database: 'users', user: 'app', application: 'user-service', state: 'active', count: 2 }],
        settings: {
          ...{ poolMode: 'transaction', defaultPoolSize: 20, reservePoolSize: 0, maxClientConnections: 100 },
          ...{ queryWaitTimeoutMs: 120_000, idleTransactionTimeoutMs: 0 },
        },
        pools: [{ ...pool, ...one }],
        ...whole,
      },
    ],
  ])

describe('a pool', () => {
  it.each<[string, Partial<Pool>, string[]]>([
    ['busy, nobody waits', {}, []],
    ['somebody waits for an instant', { clientsWaiting: 1, maxWaitMs: 200 }, []],
    ['somebody waits for a second', { clientsWaiting: 2, maxWaitMs: 1_000 }, ['warning']],
    ['somebody waits for ten', { clientsWaiting: 2, maxWaitMs: 10_000 }, ['critical']],
    ['a crowd waits', { clientsWaiting: 30, maxWaitMs: 1_500 }, ['critical']],
  ])('%s: %j', (_name, overrides, expected) => {
    expect(severities(ask(saturated, look(overrides)))).toEqual(expected)
  })

  it.each<[string, Parameters<typeof look>, string]>([
    ['its connections are all taken', [{ clientsWaiting: 2, maxWaitMs: 2_000 }], 'full'],
    [
      'its server does not answer',
      [{ clientsWaiting: 2, maxWaitMs: 2_000, serversActive: 0, serversLogin: 1 }],
      'no-server',
    ],
    [
      'it was paused',
      [{ clientsWaiting: 2, maxWaitMs: 2_000 }, { databases: [{ ...database, paused: true }] }],
      'paused',
    ],
    ['it is still opening connections', [{ clientsWaiting: 2, maxWaitMs: 2_000, serversActive: 1 }], 'filling'],
  ])('tells why: %s', (_name, arguments_, expected) => {
    expect(ask(saturated, look(...arguments_)).findings[0]?.evidence.reason).toBe(expected)
  })
})

it.each([
  [79, []],
  [80, ['warning']],
  [96, ['critical']],
])('%i clients of 100: %j', (clientConnections, expected) => {
  expect(severities(ask(clientLimit, look({}, { clientConnections })))).toEqual(expected)
})

it('reports a database that somebody paused or disabled', () => {
  expect(ask(databaseOff, look({})).answer).toBe('ok')
  for (const off of [{ paused: true }, { disabled: true }])
    expect(severities(ask(databaseOff, look({}, { databases: [{ ...database, ...off }] })))).toEqual(['critical'])
})
