import { describe, expect, it } from 'vitest'
import { MB } from '../checks/postgres/examples.ts'
import { judged, remediesOf, type Shown, topologyOf } from './case.ts'
import { concludes } from './policies.ts'
import { answering, complaining } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const says = (text: string, more = {}) => ({ log: [...failing, ...complaining(text, more)] })
const unsaved = { snapshot: { lastOk: false, inProgress: false, lastSaveAgeMs: 600_000, changesSince: 9 } }
const missing = { stats: { hits: 900_100, misses: 101_000, calls: { flushall: 1 } }, memory: { used: MB } }

describe('a Redis that refuses writes', () => {
  concludes([
    [
      'is full and may not evict',
      ['redis-full users-cache: high'],
      { cache: { memory: { counted: 100 * MB } }, service: says('OOM command not allowed when used memory') },
    ],
    [
      'is full by the word of the service',
      ['redis-full users-cache: high'],
      { service: says('OOM command not allowed when used memory') },
    ],
    [
      'refused some of them for its memory',
      ['redis-full users-cache: high'],
      { cache: { stats: { errors: { OOM: 9 } } } },
      { cache: { stats: { errors: { OOM: 2 } } } },
    ],
    [
      'cannot save',
      ['redis-not-persisting users-cache: high'],
      {
        cache: { greeting: 'misconfigured', persistence: unsaved },
        service: says('MISCONF Redis is configured to save RDB snapshots'),
      },
    ],
    ['is only near its limit', [], { cache: { memory: { counted: 95 * MB } } }],
    ['was full once', [], { cache: { stats: { errors: { OOM: 9 } } } }, { cache: { stats: { errors: { OOM: 9 } } } }],
  ])

  it('gets a little more memory first, exactly', () => {
    const [more, find] = remediesOf({ cache: { memory: { counted: 100 * MB } } })
    expect(more).toBe(`low: redis-cli -h 10.0.0.3 CONFIG SET maxmemory ${164 * MB}`)
    expect(find).toMatch(/^data-loss: \(find what grew in users-cache/)
  })

  it('gets it by hand where nobody knows the limit or the way', () => {
    const told = [expect.stringMatching(/^data-loss: \(find what grew in users-cache/)]
    expect(remediesOf({ service: says('OOM command not allowed') })).toEqual(told)
    expect(remediesOf({ cache: { memory: { counted: 100 * MB } } }, undefined, topologyOf({}))).toEqual(told)
  })
})

describe('a cache that finds little', () => {
  concludes([
    ['was emptied', ['cache-cold users-cache: high'], { cache: missing }, { cache: {} }],
    ['was not, where it only grew', [], { cache: { stats: { hits: 905_000, misses: 100_500 } } }, { cache: {} }],
    ['was emptied, but nobody looks anything up', [], { cache: { stats: { calls: { flushall: 1 } } } }, { cache: {} }],
  ])

  it('is left to fill by itself', () => {
    expect(remediesOf({ cache: missing }, { cache: {} })).toEqual([
      expect.stringMatching(/^none: \(wait: it fills by itself/),
    ])
  })
})

const record = { topic: 'orders', partition: 0, offset: 100 }
const poisoned = { log: complaining('Unexpected token < in JSON at position 0', record) }
const stuckNow: Shown = {
  events: {
    rows: [
      [100, 400],
      [190, 190],
      [180, 180],
    ],
  },
}
const stuckThen: Shown = {
  events: {
    rows: [
      [100, 200],
      [90, 90],
      [80, 80],
    ],
  },
}
const empty = { state: 'Empty', members: [] }

describe('a group that lags', () => {
  const group = 'users-events consumer-group user-service'
  concludes([
    [
      'cannot process one record',
      [`poison-pill ${group} orders 0: high`],
      { ...stuckNow, service: poisoned },
      stuckThen,
    ],
    [
      'may not be able to, where the service says nothing',
      [`poison-pill ${group} orders 0: medium`],
      stuckNow,
      stuckThen,
    ],
    [
      'cannot, by the word of the service alone',
      ['poison-pill users-events partition orders 0: high'],
      { service: poisoned },
    ],
    [
      'has nobody who consumes',
      [`consumers-gone ${group}: high`],
      { events: { group: empty, rows: [[100, 400]] } },
      { events: { group: empty, rows: [[100, 200]] } },
    ],
    [
      'is too slow',
      [`consumers-too-slow ${group}: high`],
      {
        events: {
          rows: [
            [200, 5_400],
            [190, 5_190],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 4_200],
            [90, 4_090],
          ],
        },
      },
    ],
    [
      'does nothing anywhere',
      [`consumers-too-slow ${group}: medium`],
      {
        events: {
          rows: [
            [100, 5_400],
            [90, 5_190],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 4_200],
            [90, 4_090],
          ],
        },
      },
    ],
    [
      'catches up',
      [],
      {
        events: {
          rows: [
            [4_000, 5_400],
            [4_000, 5_190],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 4_200],
            [90, 4_090],
          ],
        },
      },
    ],
    [
      'had nobody for the moment of a restart',
      [],
      { events: { group: empty, rows: [[100, 400]] } },
      { events: { rows: [[100, 100]] } },
    ],
    [
      'was idle until just now',
      [],
      {
        events: {
          rows: [
            [100, 101],
            [90, 90],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 100],
            [90, 90],
          ],
        },
      },
    ],
  ])

  it('is not said to be slow beside its poison pill', () => {
    const [cause] = judged({ ...stuckNow, service: poisoned }, stuckThen).causes
    expect(cause?.explains.map(({ check }) => check)).toContain('kafka.group-lag')
  })
})

describe('the remedy for a poison pill', () => {
  it('saves the record first, then skips exactly that one', () => {
    const [save, skip] = remediesOf({ ...stuckNow, service: poisoned }, stuckThen)
    expect(save).toMatch(/^data-loss: \(save the record at orders\/0 offset 100 .* Restarting alone changes nothing\)$/)
    expect(skip).toBe(
      'data-loss: kafka-consumer-groups.sh --bootstrap-server 10.0.0.4:9092 --group user-service --topic orders:0 --reset-offsets --to-offset 101 --execute',
    )
  })

  it('is no command where the group is not known', () => {
    expect(remediesOf({ service: poisoned })).toHaveLength(1)
  })
})

describe('the remedy for consumers that are gone', () => {
  const gone: readonly [Shown, Shown] = [
    { events: { group: empty, rows: [[100, 400]] } },
    { events: { group: empty, rows: [[100, 200]] } },
  ]

  it('restarts the service in the words of its team', () => {
    expect(remediesOf(...gone)).toEqual(['outage: systemctl restart user-service'])
  })

  it('is told in words where the team gave none', () => {
    const told = remediesOf(...gone, topologyOf({}))
    expect(told).toEqual([expect.stringMatching(/^outage: \(start the consumers of user-service again/)])
  })
})
