import type { KafkaClient, PartitionView, TopicView } from '../../clients/kafka/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'

/** Who leads and who replicates. */
export interface Partitions {
  readonly counts: {
    readonly all: number
    readonly offline: number
    readonly underReplicated: number
    /** Among those whose topic's `min.insync.replicas` may be read. */
    readonly underMinIsr: number
    /** Under-replicated ones of topics whose `min.insync.replicas` may not be read. */
    readonly unknownMinIsr: number
  }
  /** `all`, or for large clusters only the `sick` ones and those of the configured topics. */
  readonly listed: 'all' | 'sick'
  readonly partitions: readonly PartitionState[]
  /** `min.insync.replicas` by topic; null where it may not be read. */
  readonly minIsr: Readonly<Record<string, number | null>>
  /** What each broker has to do, of all partitions. */
  readonly load: readonly BrokerLoad[]
  /** Topics that the configuration says the service uses; null where it says nothing. */
  readonly serviceTopics: readonly string[] | null
}

export interface BrokerLoad {
  readonly broker: number
  readonly leads: number
  readonly replicas: number
  /** Replicas of it that are not in sync with their leaders. */
  readonly outOfSync: number
}

export interface PartitionState extends PartitionView {
  readonly topic: string
}

/** Up to here a list of all partitions stays below half a megabyte. */
const LIST_ALL = 2_000
/** Topics whose settings are asked for at most; those with partitions in trouble come first. */
const TOPICS_ASKED = 2_000
/** Listed sick partitions at most: a whole cluster down must not make a file of many megabytes. */
const SICK_LISTED = 5_000

export const partitions = defineFacts<Partitions, KafkaClient>({
  id: 'kafka.partitions',
  system: 'kafka',
  cost: 'cheap',
  async collect(client, { signal }) {
    const { cluster, scope } = client
    const states = cluster.topics.flatMap(statesOf)
    if (states.length === 0 && !cluster.mayDescribe) throw nothingShown()
    const setting = await client.topicSetting('min.insync.replicas', topicsToAsk(states), signal)
    const minIsr = Object.fromEntries(
      [...setting].map(([topic, value]) => [topic, value === null ? null : Number(value)]),
    )
    const counts = {
      all: states.length,
      offline: states.filter(isOffline).length,
      underReplicated: states.filter(isUnderReplicated).length,
      underMinIsr: states.filter((state) => isUnderMinIsr(state, minIsr)).length,
      unknownMinIsr: states.filter((state) => isUnderReplicated(state) && (minIsr[state.topic] ?? null) === null)
        .length,
    }
    const ofService = new Set(scope.topics ?? [])
    const isListed = (state: PartitionState) => isSick(state, minIsr) || ofService.has(state.topic)
    const listed = states.length <= LIST_ALL ? 'all' : 'sick'
    const shown = listed === 'all' ? states : states.filter(isListed).slice(0, SICK_LISTED)
    const topics = new Set(shown.map(({ topic }) => topic))
    return {
      counts,
      listed,
      partitions: shown,
      minIsr: Object.fromEntries(Object.entries(minIsr).filter(([topic]) => topics.has(topic))),
      load: loadOf(states, cluster.brokers),
      serviceTopics: scope.topics,
    }
  },
})

/** Nobody leads it: it can neither be written nor read. */
export function isOffline({ leader }: PartitionView): boolean {
  return leader === null
}

export function isUnderReplicated({ isr, replicas }: PartitionView): boolean {
  return isr.length < replicas.length
}

/** Too few replicas in sync for `acks=all`: such writes are refused. False where the topic's setting is not known. */
export function isUnderMinIsr(state: PartitionState, minIsr: Partitions['minIsr']): boolean {
  const needed = minIsr[state.topic] ?? null
  return needed !== null && !isOffline(state) && state.isr.length < needed
}

/** Brokers that are down are among the replicas, and in no list of brokers. */
function loadOf(states: readonly PartitionState[], known: readonly { readonly id: number }[]): readonly BrokerLoad[] {
  const loads = new Map(known.map(({ id }) => [id, { leads: 0, replicas: 0, outOfSync: 0 }]))
  for (const { leader, replicas, isr } of states) {
    for (const broker of replicas) {
      const load = loads.get(broker) ?? { leads: 0, replicas: 0, outOfSync: 0 }
      loads.set(broker, load)
      load.replicas += 1
      if (broker === leader) load.leads += 1
      if (!isr.includes(broker)) load.outOfSync += 1
    }
  }
  return [...loads].map(([broker, load]) => ({ broker, ...load })).toSorted((left, right) => left.broker - right.broker)
}

function isSick(state: PartitionState, minIsr: Partitions['minIsr']): boolean {
  return isOffline(state) || isUnderReplicated(state) || isUnderMinIsr(state, minIsr)
}

function statesOf(topic: TopicView): PartitionState[] {
  return topic.partitions.map((partition) => ({ topic: topic.name, ...partition }))
}

function topicsToAsk(states: readonly PartitionState[]): readonly string[] {
  const sickFirst = states.toSorted((left, right) => Number(isUnderReplicated(right)) - Number(isUnderReplicated(left)))
  return [...new Set(sickFirst.map(({ topic }) => topic))].slice(0, TOPICS_ASKED)
}

function nothingShown(): CannotAsk {
  return new CannotAsk('forbidden', 'no topic is shown to this user', 'ACL: DESCRIBE on the topics')
}
