import { describe, expect, it } from 'vitest'
import { GB, HOUR, MINUTE } from '../checks/postgres/examples.ts'
import { remediesOf, type Shown } from './case.ts'
import { concludes } from './policies.ts'
import { following } from './postgres-shown.ts'
import { answering, complaining } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const slot = {
  ...{ name: 'debezium', type: 'logical', plugin: 'pgoutput', database: 'users', temporary: false, active: false },
  ...{ walStatus: 'extended', safeBytes: null, retainedBytes: 30 * GB, inactiveMs: 4 * HOUR },
}
const archiver = {
  ...{ mode: 'on', archived: 10, failed: 50, lastFailedWal: '0001', lastSuccessMs: 2 * HOUR, lastFailureMs: 1_000 },
  resetAt: null,
}
const diskFull = complaining('ERROR: could not extend file "base/1/2": No space left on device (postgres)')
const standby = {
  ...{ pid: 9, application: 'walreceiver', client: '10.0.0.8', state: 'streaming', syncState: 'async', sendBytes: 0 },
  ...{ flushBytes: 0, replayBytes: 2 * GB, replayLagMs: 10 * MINUTE, replyMs: 100 },
}
const behind = { ...following, unappliedBytes: 2 * GB, lastReplayedMs: 10 * MINUTE }
const lagging = (recovery: object): Shown => ({ replica: { replication: { recovery: { ...behind, ...recovery } } } })
const holder = {
  kind: 'session',
  name: '77',
  backendStart: '2026-11-22T01:00:00.000000Z',
  xminAge: 2e6,
  heldMs: 2 * HOUR,
} as const
const readOnly = { everywhere: false, database: false, roles: [], session: false }

describe('WAL that fills the disk', () => {
  concludes([
    [
      'is kept by a slot without a reader',
      ['disk-or-wal-filling users-db slot debezium: high'],
      { database: { replication: { slots: [slot] }, wal: { bytes: 31 * GB } } },
    ],
    [
      'is kept by archiving that fails',
      ['disk-or-wal-filling users-db: high'],
      { database: { replication: { archiver } } },
    ],
    [
      'has filled it where the service says so',
      ['disk-or-wal-filling users-db: high'],
      { service: { log: [...failing, ...diskFull] } },
    ],
    [
      'is not kept by a slot that is read',
      [],
      { database: { replication: { slots: [{ ...slot, active: true, retainedBytes: GB / 10, inactiveMs: null }] } } },
    ],
    [
      'is not kept by a slot whose reader restarts',
      [],
      { database: { replication: { slots: [{ ...slot, retainedBytes: GB / 2, inactiveMs: MINUTE }] } } },
    ],
    [
      'is not kept by archiving that failed and works again',
      [],
      { database: { replication: { archiver: { ...archiver, lastSuccessMs: 500 } } } },
    ],
  ])

  it('is freed by the reader first; dropping the slot costs data and spares one that is read', () => {
    const [bringBack, drop] = remediesOf({ database: { replication: { slots: [slot] } } })
    expect(bringBack).toMatch(/^none: \(bring the reader of slot debezium back/)
    expect(drop).toMatch(/^data-loss: psql .*pg_drop_replication_slot.*AND NOT active'$/)
  })

  it('is never freed by deleting files', () => {
    const [told] = remediesOf({ service: { log: [...failing, ...diskFull] } })
    expect(told).toMatch(
      /^low: \(make room on the data disk of users-db or enlarge it; never delete files in pg_wal\)$/,
    )
  })
})

describe('dead rows that VACUUM may not remove', () => {
  concludes([
    [
      'are held by a transaction of two hours',
      ['long-transaction-holds-xmin users-db session 77: high'],
      { database: { holders: [holder] } },
    ],
    [
      'are held by the oldest of several',
      ['long-transaction-holds-xmin users-db slot old: high'],
      { database: { holders: [{ ...holder, kind: 'slot', name: 'old', xminAge: 9e6 }, holder] } },
    ],
    [
      'are not held by a report of ten minutes',
      [],
      { database: { holders: [{ ...holder, xminAge: 1_000, heldMs: 10 * MINUTE }] } },
    ],
  ])

  it('are freed by ending exactly that session', () => {
    const [end] = remediesOf({ database: { holders: [holder] } })
    expect(end).toContain("WHERE pid = 77 AND backend_start = '\\''2026-11-22T01:00:00.000000Z'\\''")
  })

  it('are never freed by dropping a slot or a prepared transaction unasked', () => {
    const told = (kind: 'slot' | 'standby' | 'prepared') =>
      remediesOf({ database: { holders: [{ ...holder, kind, name: 'x1' }] } })
    expect(told('slot')).toEqual([expect.stringMatching(/^data-loss: \(slot x1: bring its reader back/)])
    expect(told('standby')).toEqual([expect.stringMatching(/^data-loss: \(standby x1: end the long query on it/)])
    expect(told('prepared')).toEqual([
      expect.stringMatching(/^data-loss: \(prepared transaction x1: its owner decides/),
    ])
  })
})

describe('a replica that is behind', () => {
  concludes([
    [
      'is the target where it is in scope',
      ['replica-lagging users-replica: high'],
      { ...lagging({ paused: true }), database: { replication: { standbys: [standby] } } },
    ],
    [
      'is told of by the primary where it is not',
      ['replica-lagging users-db standby walreceiver 10.0.0.8: high'],
      { database: { replication: { standbys: [standby] } } },
    ],
    ['is not one that only has nothing to replay', [], lagging({ unappliedBytes: 0, lastReplayedMs: 9 * HOUR })],
  ])

  it('is resumed where its replay was paused', () => {
    expect(remediesOf(lagging({ paused: true }))).toEqual([
      `low: psql -X "$REPLICA_URL" -c 'SELECT pg_wal_replay_resume()'`,
    ])
  })

  it('is looked at where a query holds it up, or where it is cut off', () => {
    expect(remediesOf(lagging({}))).toEqual([expect.stringMatching(/^low: \(look on users-replica for a long query/)])
    const cutOff = lagging({ hasReceiver: false, receiverStatus: null })
    expect(remediesOf(cutOff)).toEqual([expect.stringMatching(/^low: \(look why users-replica receives nothing/)])
  })
})

describe('a database that cannot be written to', () => {
  const writes = { log: [...failing, ...complaining('cannot execute INSERT in a read-only transaction')] }
  concludes([
    [
      'has a setting for the server',
      ['database-read-only users-db: high'],
      { service: writes, database: { server: { readOnlyDefault: { ...readOnly, everywhere: true } } } },
    ],
    [
      'is a standby where the primary should be',
      ['database-read-only users-db: high'],
      { service: writes, database: { server: { inRecovery: true } } },
    ],
    ['says so only to the service', ['database-read-only users-db: medium'], { service: writes }],
    [
      'is not a replica that is one on purpose',
      [],
      { replica: { server: { readOnlyDefault: { ...readOnly, everywhere: true } } } },
    ],
  ])

  it('gets its setting back where it was set, quoted', () => {
    const of = (more: Partial<typeof readOnly>) =>
      remediesOf({ database: { server: { database: 'we"ird', readOnlyDefault: { ...readOnly, ...more } } } })
    expect(of({ everywhere: true })).toEqual([
      `low: psql -X "$DATABASE_URL" -c 'ALTER SYSTEM RESET default_transaction_read_only' -c 'SELECT pg_reload_conf()'`,
    ])
    expect(of({ database: true })).toEqual([
      `low: psql -X "$DATABASE_URL" -c 'ALTER DATABASE "we""ird" RESET default_transaction_read_only'`,
    ])
  })

  it('is never promoted by a printed command', () => {
    const [told, ...more] = remediesOf({ database: { server: { inRecovery: true } } })
    expect(told).toMatch(
      /^data-loss: \(find the primary .*do not promote users-db while another primary may be alive\)$/,
    )
    expect(more).toEqual([])
  })
})
