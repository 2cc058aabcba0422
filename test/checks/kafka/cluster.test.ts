import { describe, expect, it } from 'vitest'
import { offlinePartitions } from '../../../src/checks/kafka/offline-partitions.ts'
import { underMinIsr } from '../../../src/checks/kafka/under-min-isr.ts'
import { underReplicated } from '../../../src/checks/kafka/under-replicated.ts'
import { answerOf, look, type Shown } from './looks.ts'

const offline = { leader: null, isr: [2], replicas: [2] }
const behind = { isr: [1, 2] }
const alone = { isr: [1] }

describe('partitions', () => {
  it.each<[string, Shown, string, string, string]>([
    ['all in order', {}, 'ok', 'ok', 'ok'],
    [
      'one replica behind',
      { partitions: [behind, {}] },
      'ok',
      'ok',
      'warning: 1 of 2 partitions have replicas out of sync, on broker 3: orders/0',
    ],
    [
      'too few replicas for acks=all',
      { partitions: [alone, {}] },
      'ok',
      'critical: writes with acks=all are refused on 1 of 2 partitions, too few replicas are in sync: orders/0; orders/0 has 1 in sync and needs 2',
      'warning: 1 of 2 partitions have replicas out of sync, on broker 2, 3: orders/0',
    ],
    [
      'fewer replicas than min.insync.replicas asks for, all of them in sync',
      { partitions: [{ replicas: [1], isr: [1] }] },
      'ok',
      'critical: writes with acks=all are refused on 1 of 1 partitions, too few replicas are in sync: orders/0; orders/0 has 1 in sync and needs 2',
      'ok',
    ],
    [
      'no leader',
      { partitions: [offline, offline, offline, offline, {}] },
      'critical: 4 of 5 partitions have no leader and can be neither written nor read: orders/0, orders/1, orders/2 and 1 more; their replicas are on broker 2',
      'ok',
      'ok',
    ],
  ])('%s', (_, shown, whenOffline, whenUnderMinIsr, whenUnderReplicated) => {
    expect(answerOf(offlinePartitions, look(shown))).toBe(whenOffline)
    expect(answerOf(underMinIsr, look(shown))).toBe(whenUnderMinIsr)
    expect(answerOf(underReplicated, look(shown))).toBe(whenUnderReplicated)
  })

  it("of another team's topics are a warning, those of the service and of Kafka itself critical", () => {
    const serviceTopics = ['payments']
    expect(answerOf(offlinePartitions, look({ partitions: [offline], serviceTopics }))).toMatch(/^warning/)
    const internal = { ...offline, topic: '__consumer_offsets' }
    expect(answerOf(offlinePartitions, look({ partitions: [offline, internal], serviceTopics }))).toMatch(
      /^critical: 2 .*: __consumer_offsets\/1;/,
    )
    expect(answerOf(underMinIsr, look({ partitions: [alone], serviceTopics }))).toMatch(/^warning/)
  })

  it('out of sync are unknown to be writable where min.insync.replicas may not be read', () => {
    expect(answerOf(underMinIsr, look({ partitions: [alone], minIsr: null }))).toMatch(/^unknown: 1 partitions/)
    expect(answerOf(underMinIsr, look({ minIsr: null }))).toBe('ok')
  })
})
