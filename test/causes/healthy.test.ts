import { describe, expect, it } from 'vitest'
import { HOUR, MB, MINUTE, session } from '../checks/postgres/examples.ts'
import { causesOf, judged } from './case.ts'
import type { Row } from './policies.ts'
import { blockade, following, group } from './postgres-shown.ts'
import { answering, complaining, starting } from './service-shown.ts'

describe('a healthy service', () => {
  it('has neither findings nor causes, and every check could be asked', () => {
    const { answers, findings, causes } = judged({}, {})
    expect(answers.length).toBeGreaterThan(60)
    expect(answers.filter(({ answer }) => answer !== 'ok')).toEqual([])
    expect({ findings, causes }).toEqual({ findings: [], causes: [] })
  })

  it('needs no second look', () => {
    expect(judged({}).answers.filter(({ wantsSecondLook }) => wantsSecondLook)).toEqual([])
  })
})

const unseen = session({
  ...{ pid: 31, application: '', client: null, backendStart: null, backendType: null, state: null, query: null },
  ...{ connectedMs: null, transactionMs: null, queryMs: null, stateMs: null },
})
const busy = Array.from({ length: 8 }, (_, index) => session({ pid: 200 + index, query: `SELECT ${index}` }))

const innocent: readonly Row[] = [
  [
    'a release a minute ago',
    [],
    { service: { log: [...answering(200), ...starting(60, '2.3.1'), ...starting(800, '2.3.0')] } },
  ],
  ['a restart a minute ago', [], { service: { age: 60, log: [...answering(200), ...starting(60)] } }],
  ['a database that only we cannot reach', [], { database: { kind: 'unreachable', reason: 'timed out' } }],
  ['a Redis that only we cannot reach', [], { cache: { kind: 'unreachable', reason: 'timed out' } }],
  ['a Kafka that only we cannot reach', [], { events: { kind: 'unreachable', reason: 'timed out' } }],
  ['a login of ours that is refused', [], { database: { kind: 'authentication', reason: 'password refused' } }],
  ['a database that is not the pinned one', [], { database: { kind: 'wrong-identity', reason: 'another one' } }],
  ['a cache that is full and evicts', [], { cache: { memory: { counted: 99 * MB, policy: 'allkeys-lru' } } }],
  [
    'a replica of an idle primary',
    [],
    { replica: { replication: { recovery: { ...following, lastReplayedMs: 9 * HOUR } } } },
  ],
  ['one line of an error', [], { service: { log: complaining('connect ECONNREFUSED 10.0.0.5:5432').slice(0, 1) } }],
  [
    'a few forged tokens',
    [],
    {
      service: {
        log: [...answering(200), ...answering(401, 2), ...complaining('signature verification failed').slice(0, 5)],
      },
    },
  ],
  ['many short statements at once', [], { database: { activity: { sessions: busy } } }],
  [
    'one session that waits a second',
    [],
    { database: { activity: { sessions: blockade(1).map((each) => ({ ...each, waitMs: each.waitMs && 1000 })) } } },
  ],
  [
    'half of the connections in use',
    [],
    { database: { activity: { clientBackends: 50, groups: [group({ count: 50, state: 'idle' })] } } },
  ],
  [
    'a group of others that was given up',
    [],
    { events: { group: { state: 'Empty', configured: false, members: [] }, rows: [[100, 400]] } },
  ],
]

describe('nothing is invented', () => {
  for (const [policy, causes, now] of innocent)
    it(`out of ${policy}`, () => {
      expect(causesOf(now, now)).toEqual(causes)
      expect(causesOf(now)).toEqual(causes)
    })
})

describe('what an ordinary login may not see', () => {
  const hidden = { hidden: 50, clientBackends: 1, groups: [], sessions: [unseen] }
  const shown = { database: { activity: hidden, transactions: { hidden: 50 } } }

  it('gives no cause', () => {
    expect(causesOf(shown, shown)).toEqual([])
  })

  it('makes the checks unknown and names the right that would help', () => {
    const unknown = judged(shown, shown).answers.filter(({ answer }) => answer === 'unknown')
    expect(unknown.map(({ check }) => check)).toContain('postgres.idle-in-transaction')
    expect(new Set(unknown.map(({ grant }) => grant))).toEqual(new Set(['GRANT pg_monitor TO usrops_ro']))
  })

  it('does not call a standby late of which nothing may be seen', () => {
    const row = { pid: 9, application: 'walreceiver', client: null, state: null, syncState: null, sendBytes: null }
    const standby = { ...row, flushBytes: null, replayBytes: null, replayLagMs: null, replyMs: null }
    expect(causesOf({ database: { replication: { standbys: [standby] } } })).toEqual([])
  })

  it('still shows who blocks whom', () => {
    const sessions = blockade(5, { ...unseen, pid: 4711, user: 'app', stateMs: 5 * MINUTE })
    const { causes } = judged({ database: { activity: { ...hidden, sessions } } })
    expect(causes.map(({ id, target }) => [id, target.id])).toEqual([['lock-blocker', { pid: 4711 }]])
  })
})
