import { describe, expect, it } from 'vitest'
import { session } from '../checks/postgres/examples.ts'
import { causesOf, judged, remediesOf, type Shown, topologyOf } from './case.ts'
import { concludes, type Row } from './policies.ts'
import { blockade, group, victim } from './postgres-shown.ts'
import { answering, complaining } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const timingOut = { log: [...failing, ...complaining('canceling statement due to statement timeout')] }
const crowded = { clientBackends: 93, groups: [group({ count: 88, state: 'idle' }), group({ count: 5 })] }
const full = { clientsWaiting: 20, serversActive: 10, maxWaitMs: 12_000 }
const query = 'SELECT * FROM users WHERE lower(email) = $1'
const slowNow = { statements: [{ calls: 1100, totalMs: 202_000, query }] }
const migrating = [
  session({ pid: 1, state: 'idle in transaction', application: 'report', stateMs: 60_000 }),
  victim(2, 1, { application: 'migrate', lockMode: 'AccessExclusiveLock', lockType: 'relation' }),
  ...[3, 4, 5].map((pid) => victim(pid, 2, { lockMode: 'AccessShareLock', lockType: 'relation' })),
]
const working = [1, 2, 3, 4].map((pid) => session({ pid, queryMs: 2_000, query }))

const rows: readonly Row[] = [
  [
    'a session that blocks others',
    ['lock-blocker users-db session 4711: high'],
    { service: timingOut, database: { activity: { sessions: blockade(5) } } },
  ],
  [
    'each of two sessions that block others',
    ['lock-blocker users-db session 4711: high', 'lock-blocker users-db session 4712: high'],
    {
      service: timingOut,
      database: {
        activity: {
          sessions: [
            ...blockade(5),
            ...blockade(3, { pid: 4712 }).map((each) => (each.pid === 4712 ? each : { ...each, pid: each.pid + 100 })),
          ],
        },
      },
    },
  ],
  [
    'a waiting ALTER TABLE with a queue behind it, not the reader before it',
    ['waiting-ddl users-db session 2: high'],
    { service: timingOut, database: { activity: { sessions: migrating } } },
  ],
  [
    'the reader, while nobody queues behind the ALTER TABLE',
    ['lock-blocker users-db session 1: high'],
    {
      database: {
        activity: { sessions: migrating.slice(0, 2).map((each) => ({ ...each, waitMs: each.waitMs && 400_000 })) },
      },
    },
  ],
  [
    'a statement that became slow',
    ['slow-statement users-db statement 42 app: high'],
    { service: timingOut, database: slowNow },
    {},
  ],
  [
    'a statement that is always cut off, by those that run it',
    ['slow-statement users-db statement: high'],
    { service: timingOut, database: { activity: { sessions: working } } },
  ],
  ['no statement, where only the log speaks of time-outs', [], { service: timingOut }],
  [
    'the lock, not the statements that wait for it',
    ['lock-blocker users-db session 4711: high'],
    { service: timingOut, database: { ...slowNow, activity: { sessions: blockade(5) } } },
    {},
  ],
  [
    'a leak of connections',
    ['connections-exhausted users-db: high'],
    {
      database: { activity: crowded },
      service: { log: [...failing, ...complaining('sorry, too many clients already')] },
    },
  ],
  [
    'many connections that nobody suffers from: no cause',
    [],
    { database: { activity: { clientBackends: 84, groups: [group({ count: 84, state: 'idle' })] } } },
  ],
  [
    'connections that all work, less surely',
    ['connections-exhausted users-db: medium'],
    { database: { activity: { clientBackends: 90, groups: [group({ count: 90 })] } } },
  ],
  [
    'a pool of the pooler that is too small',
    ['connections-exhausted users-pooler pool users app: high'],
    { pooler: full, service: { log: [...failing, ...complaining('timeout exceeded when trying to connect')] } },
  ],
  ['no pool, where the pooler is only paused', [], { pooler: { ...full, paused: true } }],
  [
    'a server that has no slot left even for us',
    ['connections-exhausted users-db: high'],
    {
      database: { kind: 'full', reason: 'no slots' },
      service: { log: complaining('sorry, too many clients already') },
    },
  ],
  [
    'a server without a connection left, less surely while nobody complains',
    ['connections-exhausted users-db: medium'],
    { database: { kind: 'full', reason: 'no slots' } },
  ],
]

describe('a slow database is blamed on', () => {
  concludes(rows)
})

describe('what follows from a lock', () => {
  const everything: Shown = {
    pooler: full,
    database: { activity: { sessions: blockade(12), clientBackends: 95, groups: [group({ count: 95 })] } },
    service: {
      metrics: 'db_pool_connections_active 10\ndb_pool_connections_max 10\ndb_pool_connections_waiting 7\n',
      log: [...timingOut.log, ...complaining('timeout exceeded when trying to connect')],
    },
  }

  it('is no cause of its own', () => {
    expect(causesOf(everything)).toEqual(['lock-blocker users-db session 4711: high'])
  })

  it('is explained by it, down to the last finding', () => {
    const { causes, findings } = judged(everything)
    const explained = causes.flatMap(({ explains }) => explains.map(({ check }) => check))
    expect(explained.toSorted()).toEqual(findings.map(({ check }) => check).toSorted())
    expect(explained).toEqual(
      expect.arrayContaining(['postgres.connections', 'pgbouncer.saturated', 'http.pool-saturated']),
    )
  })

  it('dates from the longest wait, by the clock of the server', () => {
    const [cause] = judged(everything).causes
    expect(cause?.since).toMatchObject({ accuracy: 'exact', at: Date.UTC(2026, 10, 22, 3) - 30_000 })
  })
})

describe('the remedy', () => {
  const start = `AND backend_start = '\\''2026-11-22T01:00:00.000000Z'\\'''`
  const call = (name: string, pid: number) =>
    `low: psql -X "$DATABASE_URL" -c 'SELECT ${name}(pid) FROM pg_stat_activity WHERE pid = ${pid} ${start}`

  it('ends a session that idles in its transaction: cancelling does nothing to it', () => {
    expect(remediesOf({ database: { activity: { sessions: blockade(5) } } })).toEqual([
      call('pg_terminate_backend', 4711),
    ])
  })

  it('first cancels the statement of a session that works', () => {
    const sessions = blockade(5, { state: 'active', query: 'UPDATE users SET name = $1' })
    expect(remediesOf({ database: { activity: { sessions } } })).toEqual([
      call('pg_cancel_backend', 4711),
      call('pg_terminate_backend', 4711),
    ])
  })

  it('cancels the waiting DDL, never the readers before it', () => {
    expect(remediesOf({ database: { activity: { sessions: migrating } } })).toEqual([call('pg_cancel_backend', 2)])
  })

  it('leaves a background process of the server alone', () => {
    const sessions = blockade(5, { state: null, backendType: 'autovacuum worker', application: '', user: null })
    expect(remediesOf({ database: { activity: { sessions } } })).toEqual([
      "low: (pid 4711 (autovacuum worker) is not a client's session: let it finish, or find who started it)",
    ])
  })

  it('restarts the leaking service, or ends what it leaked', () => {
    const [restart, end] = remediesOf({ database: { activity: crowded } })
    expect(restart).toBe('outage: systemctl restart user-service')
    expect(end).toMatch(/^low: psql .*count\(pg_terminate_backend\(pid\)\).* application_name = '\\''user-service'\\''/)
    expect(end).toContain("state LIKE '\\''idle%'\\''")
  })

  it('lets fewer processes run where it is their pools that take everything together, and restarts nothing', () => {
    const clients = ['10.0.0.7', '10.0.0.8', '10.0.0.9', '10.0.0.10']
    const groups = clients.map((client) => group({ count: 22, state: 'idle', client }))
    const metrics = 'db_pool_connections_active 1\ndb_pool_connections_max 25\n'
    const pooled = (count: number): Shown => ({
      database: {
        activity: { clientBackends: 93, groups: [...groups.slice(0, count), group({ count: 5, user: 'x' })] },
      },
      service: { metrics },
    })
    expect(remediesOf(pooled(4))).toEqual([
      'low: (run at most 3 processes of user-service (its replicas, or the maximum of its autoscaler), or make the pool of each at most 23; a pooler between lets more of them share what there is)',
    ])
    expect(remediesOf(pooled(1))[0]).toBe('outage: systemctl restart user-service')
  })

  it('is told in words where no way to the database is known', () => {
    const [told] = remediesOf({ database: { activity: { sessions: blockade(5) } } }, undefined, topologyOf({}))
    expect(told).toMatch(/^low: \(end pid 4711 .*: SELECT pg_terminate_backend\(pid\) .* backend_start = '2026/)
  })
})
