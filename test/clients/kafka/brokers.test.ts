import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaChanges } from '../../../src/changes/kafka.ts'
import { readChanges } from '../../../src/core/change.ts'
import { cluster } from '../../../src/facts/kafka/cluster.ts'
import { partitions } from '../../../src/facts/kafka/partitions.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import { freePorts } from '../../bench/machine/ports.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { found, lookAt, notOk, seen } from './looking.ts'
import { kafkaAt } from './traffic.ts'

// With users a node's storage is formatted for its own id; the internal listener asks nobody for a password.
const storage = { security: 'SASL_PLAINTEXT', users: [{ name: 'app', password: 'app' }] } as const
// A broker that was killed is missed after this long; Kafka's default is 9 s.
const timing = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 }

await describeOnBench(['kafka'], 'brokers in trouble', () => {
  const dir = openRunFolder()
  let first: KafkaServer
  let second: KafkaServer

  beforeAll(async () => {
    first = await startKafka({ dir, name: 'kafka-1', ...storage, settings: timing })
    second = await startKafka({ dir, name: 'kafka-2', ...storage, settings: { ...timing, ...(await brokerOnly(2)) } })
    const admin = kafkaAt(first.internalBrokers).admin()
    await admin.connect()
    const on = (...replicas: number[]) => ({ partition: 0, replicas })
    const configEntries = [{ name: 'min.insync.replicas', value: '2' }]
    await admin.createTopics({
      topics: [
        { topic: 'both', replicaAssignment: [on(2, 1)] },
        { topic: 'only-second', replicaAssignment: [on(2)] },
        { topic: 'strict', replicaAssignment: [on(1, 2)], configEntries },
      ],
    })
    await admin.disconnect()
  })

  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()])
    removeRunFolder(dir)
  })

  /** A second node that is not a controller: it follows the first one's. */
  async function brokerOnly(id: number): Promise<Record<string, string | number>> {
    const properties = readFileSync(join(dir, 'kafka-1', 'server.properties'), 'utf8')
    const [, voters = ''] = /^controller\.quorum\.voters=(.*)$/m.exec(properties) ?? []
    const [clients, internal] = await freePorts(2)
    const listeners = `CLIENTS://127.0.0.1:${clients},INTERNAL://127.0.0.1:${internal}`
    const roles = { 'process.roles': 'broker', 'node.id': id, 'controller.quorum.voters': voters }
    return { ...roles, listeners, 'advertised.listeners': listeners }
  }

  const look = () => lookAt(first.internalBrokers)

  it('finds nothing wrong with two healthy brokers', async () => {
    await until('all replicas are in sync', async () => seen(partitions, await look()).counts.underReplicated === 0)
    const healthy = await look()
    expect(notOk(healthy)).toEqual({})
    expect(seen(cluster, healthy).brokers.map(({ id, unasked }) => [id, unasked])).toEqual([
      [1, null],
      [2, null],
    ])
    expect(seen(partitions, healthy).minIsr).toEqual({ both: 1, 'only-second': 1, strict: 2 })
  })

  it('tells what a lost broker means for each partition, and that it left', async () => {
    const before = await look()
    await second.kill()
    await until('the broker is missed', async () => seen(cluster, await look()).brokers.length === 1)
    const after = await look()
    expect(found(after)).toEqual({
      'kafka.offline-partitions': [
        'critical: 1 of 3 partitions have no leader and can be neither written nor read: only-second/0; their replicas are on broker 2',
      ],
      'kafka.under-min-isr': [
        'critical: writes with acks=all are refused on 1 of 3 partitions, too few replicas are in sync: strict/0; strict/0 has 1 in sync and needs 2',
      ],
      'kafka.under-replicated': [
        expect.stringMatching(/^warning: 2 of 3 partitions have replicas out of sync, on broker 2/),
      ],
    })
    const changes = readChanges(kafkaChanges, after, before).map(({ summary }) => summary)
    expect(changes).toContain('broker 2 left the cluster')
    expect(changes).toContain('1 partition moved their leader from broker 2 to 1: both/0')
    expect(changes).toContain('1 partition lost their leader, broker 2: only-second/0')
  })
})
