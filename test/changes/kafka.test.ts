import { describe, expect, it } from 'vitest'
import { kafkaChanges } from '../../src/changes/kafka.ts'
import { readChanges } from '../../src/core/change.ts'
import { look, type Shown } from '../checks/kafka/looks.ts'

const summaries = (then: Shown, now: Shown) =>
  readChanges(kafkaChanges, look(now, 60), look(then)).map(({ kind, summary }) => `${kind}: ${summary}`)

const broker = (id: number) => ({ id, host: `kafka-${id}`, port: 9092, rack: null, unasked: null })

describe('changes of a Kafka cluster', () => {
  it.each<[string, Shown, Shown, readonly string[]]>([
    ['nothing happened', {}, {}, []],
    ['a consumer moved on', { rows: [[5, 9]] }, { rows: [[9, 9]] }, []],
    [
      'a broker left and its partitions moved',
      { partitions: [{}, {}] },
      {
        cluster: { brokers: [broker(2), broker(3)] },
        partitions: [
          { leader: 2, leaderEpoch: 8 },
          { leader: 2, leaderEpoch: 8 },
        ],
      },
      [
        'failover: 2 partitions moved their leader from broker 1 to 2: orders/0, orders/1',
        'membership: broker 1 left the cluster',
      ],
    ],
    [
      'a broker came back',
      { cluster: { brokers: [broker(2)] } },
      { cluster: { brokers: [broker(2), broker(4)] } },
      ['membership: broker 4 joined the cluster'],
    ],
    [
      'a partition lost its leader',
      { partitions: [{}] },
      { partitions: [{ leader: null }] },
      ['failover: 1 partition lost their leader, broker 1: orders/0'],
    ],
    [
      'a broker restarted',
      { partitions: [{}] },
      { partitions: [{ leaderEpoch: 9 }] },
      ['failover: 1 partition elected broker 1 again: orders/0'],
    ],
    [
      'the controller moved',
      {},
      { cluster: { controller: { id: 3, epoch: 5 } } },
      ['failover: the controller moved from node 1 to node 3'],
    ],
    ['the controller may not be asked', {}, { cluster: { controller: null } }, []],
    [
      'positions were set back',
      { rows: [[90, 90]] },
      { rows: [[40, 90]] },
      ['offsets: the position of user-service was set back by 50 records on orders/0'],
    ],
    [
      'positions were set forward while nobody consumed',
      { rows: [[5, 90]], group: { state: 'Empty' } },
      { rows: [[90, 90]], group: { state: 'Empty' } },
      ['offsets: the position of user-service was set forward by 85 records on orders/0'],
    ],
  ])('%s', (_, then, now, expected) => {
    expect(summaries(then, now)).toEqual(expected)
  })

  it('are none where there is nothing to compare with', () => {
    expect(readChanges(kafkaChanges, look(), undefined)).toEqual([])
  })
})
