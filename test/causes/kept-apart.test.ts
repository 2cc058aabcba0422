import { describe, expect, it } from 'vitest'
import { judge } from '../../src/core/judge.ts'
import { rules } from '../../src/rules.ts'
import { NOW } from '../checks/postgres/examples.ts'
import { caseOf, judged } from './case.ts'
import { concludes } from './policies.ts'
import { blockade, group, victim } from './postgres-shown.ts'
import { answering, complaining } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const unsaved = {
  greeting: 'pong',
  persistence: { snapshot: { lastOk: false, inProgress: false, lastSaveAgeMs: 600_000, changesSince: 9 } },
} as const
const idle = { clientBackends: 91, groups: [group({ count: 91, state: 'idle' })] }
const holder = { kind: 'slot', name: 'old', xminAge: 2e6 } as const
const ddl = [
  ...blockade(10),
  victim(2, 4711, { lockMode: 'AccessExclusiveLock', lockType: 'relation', application: 'migrate' }),
  victim(3, 2, { lockMode: 'AccessShareLock', lockType: 'relation' }),
]

describe('causes that are kept apart', () => {
  concludes([
    [
      'a process that is gone is no consequence of a lock',
      ['service-down user-service: high', 'lock-blocker users-db session 4711: high'],
      { database: { activity: { sessions: blockade(5) } }, service: { away: {} } },
    ],
    [
      'a snapshot that failed stops no process',
      ['service-down user-service: high', 'redis-not-persisting users-cache: high'],
      { cache: unsaved, service: { away: {} } },
    ],
    [
      'a snapshot that failed explains no failing request while writes are taken',
      ['redis-not-persisting users-cache: high'],
      { cache: unsaved },
    ],
    [
      'SASL authentication failed, as PgBouncer words it, is not Kafka',
      ['database-refuses-password users-db: high'],
      { service: { log: complaining('SASL authentication failed') } },
    ],
    [
      'ten wait for the blocker itself, one behind a waiting DDL: end the blocker',
      ['lock-blocker users-db session 4711: high'],
      { database: { activity: { sessions: ddl } } },
    ],
    [
      'an abandoned slot holds xmin, connections are many: both',
      ['connections-exhausted users-db: high', 'long-transaction-holds-xmin users-db slot old: high'],
      { database: { holders: [holder], activity: idle } },
    ],
    [
      'partitions of other teams are offline: no cause of ours',
      [],
      { events: { partitions: [{ topic: 'theirs', leader: null, isr: [] }, {}, {}], serviceTopics: ['orders'] } },
    ],
    [
      'Postgres says its disk is full, in its own words',
      ['disk-or-wal-filling users-db: high'],
      {
        service: {
          log: [
            ...failing,
            ...complaining('could not extend file "base/16384/2619": No space left on device', { code: '53100' }),
          ],
        },
      },
    ],
    [
      'two records in two partitions are two causes',
      [
        'poison-pill users-events consumer-group user-service orders 0: high',
        'poison-pill users-events consumer-group user-service orders 1: high',
      ],
      {
        events: {
          rows: [
            [100, 400],
            [190, 490],
            [180, 180],
          ],
        },
        service: {
          log: [0, 1].flatMap((partition) =>
            complaining('Unexpected token < in JSON', {
              topic: 'orders',
              partition,
              offset: partition === 0 ? 100 : 190,
            }),
          ),
        },
      },
      {
        events: {
          rows: [
            [100, 200],
            [190, 290],
            [80, 80],
          ],
        },
      },
    ],
    [
      'a clock that differs from ours, while no token is refused, is no sure cause',
      ['clock-skew user-service: low'],
      { service: { health: { clockSkewMs: 20_000 } } },
    ],
  ])

  it('and leaves failing requests unexplained', () => {
    expect(judged({ cache: unsaved, service: { log: failing } }).unexplained).toHaveLength(1)
  })

  it('what nobody asked does not answer from here', () => {
    const log = [...failing, ...complaining('connect ECONNREFUSED 10.0.0.6:6432')]
    expect(
      judged({ pooler: null, service: { log } })
        .causes.map(({ summary }) => summary)
        .join(),
    ).not.toContain('answers from here')
  })

  it('a lock of a prepared transaction has a cause', () => {
    const sessions = blockade(5)
      .slice(1)
      .map((each) => ({ ...each, blockedBy: [0] }))
    expect(
      judged({ database: { activity: { sessions } }, service: { log: failing } }).causes.map(({ id }) => id),
    ).toEqual(['lock-blocker'])
  })

  it('a lost replica of a Redis Cluster that serves is not redis-down, and explains no symptom', () => {
    const facts = caseOf({ service: { log: failing } })
    const lost = { id: '1', address: '10.0.0.9:6379', role: 'replica', masterId: '0', health: 'failed', slots: 0 }
    const view = { address: '10.0.0.3:6379', ok: true, slotsAssigned: 16_384, slotsSuspected: 0, slotsFailed: 0 }
    const instances = facts.look.instances.map((each) =>
      each.system === 'redis'
        ? {
            ...each,
            observations: {
              ...each.observations,
              'redis.cluster': { at: NOW, value: { views: [view], members: [lost] } },
            },
          }
        : each,
    )
    expect(judge({ ...facts, look: { ...facts.look, instances } }, rules).unexplained).toHaveLength(1)
  })

  it('the poison pill of one group is no reason for another group to have nobody', () => {
    const now = caseOf(
      {
        events: {
          rows: [
            [100, 400],
            [190, 190],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 200],
            [90, 90],
          ],
        },
      },
    )
    const more = (end: number, look: typeof now.look) => ({
      ...look,
      instances: look.instances.map((each) => {
        const seen = each.observations['kafka.offsets']
        if (seen === undefined || !('value' in seen)) return each
        const value = seen.value as { groups: object[]; logs: object[] }
        const mailer = {
          group: 'mailer',
          type: 'classic',
          state: 'Empty',
          configured: true,
          committed: [{ topic: 'mails', partition: 0, offset: 10 }],
        }
        const log = { topic: 'mails', partition: 0, start: 0, end, stable: end }
        return {
          ...each,
          observations: {
            ...each.observations,
            'kafka.offsets': {
              ...seen,
              value: { ...value, groups: [...value.groups, mailer], logs: [...value.logs, log] },
            },
          },
        }
      }),
    })
    const facts = { ...now, look: more(500, now.look), before: more(300, now.before ?? now.look) }
    expect(
      judge(facts, rules)
        .causes.map(({ id }) => id)
        .toSorted(),
    ).toEqual(['consumers-gone', 'poison-pill'])
  })
})
