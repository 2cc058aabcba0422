import type { metadataV12 } from '@platformatic/kafka'
import { CannotAsk } from '../../core/facts.ts'
import type { AdvertisedBroker, BrokerPool } from './broker-pool.ts'
import type { BrokerView, ClusterView, TopicView } from './client.ts'
import { grantFor } from './refusal.ts'
import { describeCluster, metadata } from './requests.ts'
import type { KafkaSettings } from './settings.ts'

type TopicAnswer = metadataV12.MetadataResponseTopic

// Dialling an advertised address that swallows packets must not eat the time for asking: ten round trips are enough for TCP, TLS and SASL.
const JOIN_MS = 3_000
const JOIN_ROUND_TRIPS = 20
const UNKNOWN_TOPIC = 3
const TOPIC_FORBIDDEN = 29
// The bit of DESCRIBE in the operations that a user may do.
const DESCRIBE_BIT = 1 << 8

/** What the cluster says of itself, after connecting to each of its brokers. */
export async function readCluster(
  pool: BrokerPool,
  settings: KafkaSettings,
  signal: AbortSignal,
): Promise<ClusterView> {
  const named = settings.topics ?? []
  const { bootstrap } = pool
  const [all, some, mayDescribe] = await Promise.all([
    bootstrap.ask(metadata(null), signal),
    named.length === 0 ? [] : bootstrap.ask(metadata(named), signal).then(({ topics }) => topics),
    askRights(pool, signal),
  ])
  const withError = (code: number) =>
    some.filter(({ errorCode }) => errorCode === code).flatMap(({ name }) => name ?? [])
  return {
    id: all.clusterId ?? null,
    brokers: await join(pool, all, signal),
    topics: all.topics.flatMap(topicView),
    missingTopics: withError(UNKNOWN_TOPIC),
    forbiddenTopics: withError(TOPIC_FORBIDDEN),
    mayDescribe,
  }
}

async function askRights(pool: BrokerPool, signal: AbortSignal): Promise<boolean> {
  // Before Kafka 2.8 nobody tells; then the list of groups is believed.
  if (!pool.bootstrap.understands(describeCluster())) return true
  const { errorCode, clusterAuthorizedOperations } = await pool.bootstrap.ask(describeCluster(), signal)
  return errorCode === 0 && (clusterAuthorizedOperations & DESCRIBE_BIT) !== 0
}

async function join(
  pool: BrokerPool,
  { clusterId, brokers }: metadataV12.MetadataResponse,
  signal: AbortSignal,
): Promise<readonly BrokerView[]> {
  const limit = Math.max(JOIN_MS, JOIN_ROUND_TRIPS * pool.bootstrap.roundTripMs)
  const short = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limit))])
  const joined = await Promise.all(
    brokers.map(async ({ nodeId: id, host, port, rack }) => {
      const failure = await pool.join({ id, host, port }, clusterId ?? null, short)
      return { id, host, port, rack: rack ?? null, failure }
    }),
  )
  if (joined.length > 0 && joined.every(({ failure }) => failure !== null)) throw onlyFromInside(pool, joined)
  return joined.map(({ failure, ...broker }) => ({ ...broker, unasked: failure?.unasked.reason ?? null }))
}

function onlyFromInside(
  pool: BrokerPool,
  brokers: readonly (AdvertisedBroker & { failure: CannotAsk | null })[],
): CannotAsk {
  const first = brokers[0]?.failure?.unasked
  if (first !== undefined && first.kind !== 'unreachable') return new CannotAsk(first.kind, first.reason, first.grant)
  const addresses = brokers.slice(0, 3).map(({ host, port }) => `${host}:${port}`)
  return new CannotAsk(
    'unreachable',
    `${pool.bootstrap.where} answers, but its brokers advertise ${addresses.join(', ')}, reachable only from inside (${first?.reason ?? 'no answer'})`,
    'run usrops where these addresses can be dialled, or give the brokers a listener that advertises an address reachable from here',
  )
}

function topicView({ name, errorCode, isInternal, partitions }: TopicAnswer): TopicView[] {
  if (name === null || name === undefined || grantFor(errorCode) !== undefined) return []
  const views = partitions.map((partition) => ({
    partition: partition.partitionIndex,
    leader: partition.leaderId < 0 ? null : partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicaNodes,
    isr: partition.isrNodes,
    offline: partition.offlineReplicas,
  }))
  return [{ name, internal: isInternal, partitions: views.toSorted((a, b) => a.partition - b.partition) }]
}
