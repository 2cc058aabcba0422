import { describe, expect, it } from 'vitest'
import { session } from '../checks/postgres/examples.ts'
import { judged, type Shown } from './case.ts'
import { concludes } from './policies.ts'
import { answering, complaining, starting } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const says = (text: string, more = {}) => ({ log: [...failing, ...complaining(text, more)] })
const away = { kind: 'unreachable', reason: 'connection refused' } as const
const silent = { kind: 'hung', reason: 'no answer within 5 s' } as const
const toDatabase = says('connect ECONNREFUSED 10.0.0.5:5432')
const toCache = says('connect ECONNREFUSED 10.0.0.3:6379')
const toEvents = says('connect ECONNREFUSED 10.0.0.4:9092')
const timeout = says('timeout exceeded when trying to connect')

describe('a system is down', () => {
  concludes([
    [
      'where neither the service nor we can use the database',
      ['database-down users-db: high'],
      { database: away, service: toDatabase },
    ],
    [
      'where neither can use the pooler',
      ['database-down users-pooler: high'],
      { pooler: away, service: says('connect ECONNREFUSED 10.0.0.6:6432') },
    ],
    [
      'where the pooler waits in vain for its server',
      ['database-down users-db: high'],
      {
        database: away,
        service: toDatabase,
        pooler: { clientsWaiting: 5, serversActive: 0, serversLogin: 1, maxWaitMs: 5_000 },
      },
    ],
    [
      'where the health page says so',
      ['database-down users-db: high'],
      {
        database: away,
        service: { notReady: true, components: { db: 'connect ECONNREFUSED 10.0.0.5:5432', redis: 'up' } },
      },
    ],
    [
      'where the database takes connections and does not answer, and the service times out',
      ['database-down users-db: high'],
      { database: silent, service: timeout },
    ],
    ['where neither can use Redis', ['redis-down users-cache: high'], { cache: away, service: toCache }],
    [
      'where Redis loads its data',
      ['redis-down users-cache: high'],
      { cache: { server: { loading: { percent: 40, remainingMs: 4_000, ageMs: 3_000 } } }, service: { log: failing } },
    ],
    [
      'where a script keeps Redis busy',
      ['redis-down users-cache: high'],
      { cache: { greeting: 'busy' }, service: { log: failing } },
    ],
    ['where neither can use Kafka', ['kafka-down users-events: high'], { events: away, service: toEvents }],
    [
      'where a partition of Kafka has no leader',
      ['kafka-down users-events: high'],
      { events: { partitions: [{ leader: null, isr: [] }, {}, {}] }, service: { log: failing } },
    ],
  ])
})

describe('a system is not down', () => {
  const reachable = (name: string) => [`unreachable-from-the-service ${name}: medium`]
  concludes([
    ['where we can use the database: the way of the service is broken', reachable('users-db'), { service: toDatabase }],
    ['where we can use Redis', reachable('users-cache'), { service: toCache }],
    ['where we can use Kafka', reachable('users-events'), { service: toEvents }],
    ['where we can use the pooler', reachable('users-pooler'), { service: says('connect ECONNREFUSED 10.0.0.6:6432') }],
    [
      'where the name of the database is wrong for the service',
      reachable('users-db'),
      { service: says('getaddrinfo ENOTFOUND users-db (postgres)') },
    ],
    ['where only time-outs are told and the database answers', [], { service: timeout }],
    [
      'where it is not the address that the service complains of',
      [],
      { service: says('connect ECONNREFUSED 10.9.9.9:8443') },
    ],
    ['where a standby is gone of which nobody complains', [], { replica: away }],
    [
      'where it refuses our login',
      [],
      {
        database: { kind: 'authentication', reason: 'password refused' },
        service: says('connect ECONNREFUSED 10.0.0.5:5432'),
      },
    ],
  ])
})

describe('a refused login', () => {
  const password = says('password authentication failed for user "app"')
  const waiting = { clientsWaiting: 5, serversActive: 0, maxWaitMs: 5_000 }
  concludes([
    [
      'is that of the service, whether or not ours is refused, too',
      ['database-refuses-password users-db: high'],
      { database: { kind: 'authentication', reason: 'password refused' }, service: password },
    ],
    ['is no outage, where ours is taken', ['database-refuses-password users-db: high'], { service: password }],
    [
      'counts for Redis',
      ['redis-refuses-password users-cache: high'],
      { service: says('WRONGPASS invalid username-password pair or user is disabled.') },
    ],
    [
      'counts for Kafka',
      ['kafka-refuses-password users-events: high'],
      { service: says('SASL PLAIN authentication failed: broker 10.0.0.4:9092') },
    ],
    [
      'is behind a pooler whose logins fail while the database answers us',
      ['database-refuses-password users-db: high'],
      { pooler: waiting, service: says('server login has been failing, try again later (server_login_retry)') },
    ],
    [
      'is not behind one whose database is down',
      ['database-down users-db: high'],
      {
        database: away,
        pooler: waiting,
        service: says('server login has been failing, try again later (server_login_retry)'),
      },
    ],
  ])
})

describe('beside an outage', () => {
  const started = [...toDatabase.log, ...starting(70)]
  const released = [...toDatabase.log, ...starting(70, '2.3.1'), ...starting(800, '2.3.0')]
  const code = complaining("TypeError: cannot read 'id' of undefined in the handler")

  concludes([
    [
      'a restart is no bad rollout',
      ['database-down users-db: high'],
      { database: away, service: { age: 70, log: started } },
    ],
    [
      'a release is no bad rollout',
      ['database-down users-db: high'],
      { database: away, service: { age: 70, log: released } },
    ],
    [
      'a release with new errors is one with low confidence',
      ['database-down users-db: high', 'bad-rollout user-service: low'],
      { database: away, service: { age: 70, log: [...released, ...code] } },
    ],
  ])

  it('the doubt about the release is said', () => {
    const { causes } = judged({ database: away, service: { age: 70, log: [...released, ...code] } })
    expect(causes[1]?.contradictedBy).toEqual([
      expect.stringMatching(/^it complains of a dependency: .*10\.0\.0\.5:5432/),
    ])
  })
})

describe('three reasons to be slow', () => {
  const slow = (...log: readonly string[]) => ({ service: { log: [...failing, ...log] } })
  const lock: Shown['database'] = {
    activity: {
      sessions: [
        session({ pid: 1, state: 'idle in transaction' }),
        ...[2, 3, 4].map((pid) => session({ pid, blockedBy: [1], waitMs: 9_000 })),
      ],
    },
  }
  const before = { database: { statements: [{}] } }
  const statement = { statements: [{ calls: 1_100, totalMs: 202_000 }] }
  concludes([
    ['a lock', ['lock-blocker users-db session 1: high'], { ...slow(), database: lock }, before],
    ['a statement', ['slow-statement users-db statement 42 app: high'], { ...slow(), database: statement }, before],
    [
      'Redis',
      ['redis-down users-cache: high'],
      { ...slow(...complaining('connect ECONNREFUSED 10.0.0.3:6379')), cache: away },
      before,
    ],
    ['none that is known: the symptom stays unexplained', [], slow(), before],
  ])

  it('says what stays unexplained', () => {
    expect(judged(slow()).unexplained.map(({ check }) => check)).toEqual(['logs.failing-requests'])
  })
})
