import { addressText, parseAddress } from '../../config/address.ts'
import { parseBrokers } from '../../config/broker-list.ts'
import type { KafkaConfig } from '../../config/schema/kafka.ts'
import { Assembly, defined } from './assembly.ts'
import type { Found, ReadFor } from './dependencies.ts'
import { hostKey, isHost, isInPod, nameOfHost } from './host.ts'
import { type KafkaField, type KafkaSetting, kafkaSetting } from './kafka-names.ts'
import { kafkaSasl } from './kafka-sasl.ts'
import { knownText, partOf, portOf, switchOf } from './parts.ts'
import type { Setting } from './setting.ts'
import { plainText, soleSecret } from './value.ts'

export interface ReadKafka {
  readonly found: readonly Found<KafkaConfig>[]
  /** Lists of brokers that cannot be read. */
  readonly unreadable: readonly string[]
  /** Ways to log in that usrops does not know. */
  readonly unsupported: readonly { readonly variable: string; readonly mechanism: string }[]
}

/** A list of brokers, and what is known of them. */
interface Cluster {
  readonly named: KafkaSetting
  readonly brokers: KafkaConfig['brokers']
  readonly addresses: readonly string[]
  readonly tls: boolean
  readonly variables: readonly string[]
}

export function readKafka(settings: readonly Setting[], around: ReadFor): ReadKafka {
  const all = settings.flatMap((setting) => kafkaSetting(setting) ?? [])
  const off = all.filter(({ field, setting }) => field === 'isEnabled' && switchOf(setting) === false)
  const named = all.filter(({ prefix }) => !off.some((each) => isUnder(prefix, each.prefix)))
  const lists = named.filter(({ field, setting }) => (field === 'brokers' || field === 'host') && isList(setting))
  const read = lists.map((each) => clusterOf(each, named) ?? each.setting.name)
  const clusters = withoutDoubles(
    read.filter((each) => typeof each !== 'string'),
    around,
  )
  const built = clusters.map((cluster) => foundKafka(cluster, ownSettings(cluster, named, clusters), around))
  return {
    found: built.map(({ found }) => found),
    unreadable: read.filter((each) => typeof each === 'string'),
    unsupported: built.flatMap(({ unsupported }) => unsupported ?? []),
  }
}

/** Not the number of a broker, a switch, the name of a cluster, or the address of a REST proxy. */
function isList({ words, value }: Setting): boolean {
  const text = plainText(value)?.trim()
  if (text === undefined) return true
  return !/^(\d+|true|false|https?:.*)$/i.test(text) && (words.at(-1) !== 'CLUSTER' || /:\d/.test(text))
}

function clusterOf(named: KafkaSetting, all: readonly KafkaSetting[]): Cluster | undefined {
  const { setting, field, prefix } = named
  const text = knownText(partOf(setting))
  const base = { named, variables: [setting.name] }
  const sole = soleSecret(setting.value)?.reference
  if (text === undefined) return { ...base, brokers: sole ?? setting.reference, addresses: [], tls: false }
  const port =
    field === 'host' ? all.find((each) => each.field === 'port' && isSamePrefix(each.prefix, prefix)) : undefined
  const withPort = port === undefined || /:\d+$/.test(text) ? text : `${text}:${portOf(partOf(port.setting)) ?? 9092}`
  try {
    const { brokers, tls } = parseBrokers(withPort, '')
    if (!brokers.every((broker) => isHost(parseAddress(broker, 9092)?.host ?? ''))) return undefined
    const plain = plainText(setting.value) !== undefined
    return {
      ...base,
      brokers: plain ? [...brokers] : (sole ?? setting.reference),
      addresses: brokers,
      tls,
      variables: [...base.variables, ...(port === undefined ? [] : [port.setting.name])],
    }
  } catch {
    return undefined
  }
}

function withoutDoubles(clusters: readonly Cluster[], { namespace }: ReadFor): readonly Cluster[] {
  const kept = new Map<string, Cluster>()
  for (const cluster of clusters) {
    const places = cluster.addresses.map((text) => {
      const address = parseAddress(text, 9092)
      return address === undefined ? text : addressText({ ...address, host: hostKey(address.host, namespace) })
    })
    const key = places.length === 0 ? String(cluster.brokers) : places.toSorted().join()
    const same = kept.get(key)
    kept.set(key, same === undefined ? cluster : { ...same, variables: [...same.variables, ...cluster.variables] })
  }
  return [...kept.values()]
}

/** The settings that belong to a cluster: all where there is one, else those whose names have most in common with its own. */
function ownSettings(
  cluster: Cluster,
  named: readonly KafkaSetting[],
  clusters: readonly Cluster[],
): readonly KafkaSetting[] {
  const most = (setting: KafkaSetting) => Math.max(...clusters.map((each) => inCommon(each.named, setting)))
  return named.filter((each) => clusters.length === 1 || inCommon(cluster.named, each) === most(each))
}

function inCommon(first: KafkaSetting, second: KafkaSetting): number {
  const end = first.prefix.findIndex((word, index) => word !== second.prefix[index])
  return end < 0 ? first.prefix.length : end
}

/** Whether a prefix begins with another. */
function isUnder(prefix: readonly string[], begin: readonly string[]): boolean {
  return begin.every((word, index) => prefix[index] === word)
}

function isSamePrefix(first: readonly string[], second: readonly string[]): boolean {
  return first.join(' ') === second.join(' ')
}

type Built = { readonly found: Found<KafkaConfig>; readonly unsupported?: { variable: string; mechanism: string } }

function foundKafka(cluster: Cluster, own: readonly KafkaSetting[], { service }: ReadFor): Built {
  const fields = new Map(own.toReversed().map(({ field, setting }) => [field, setting] as const))
  const assembly = new Assembly()
  const { sasl, unsupported } = kafkaSasl(fields, assembly)
  const hosts = cluster.addresses.map((address) => parseAddress(address, 9092)?.host ?? address)
  const groups = texts(own, 'groups')
  const topics = texts(own, 'topics')
  const config: KafkaConfig = {
    name: (hosts[0] === undefined ? undefined : nameOfBroker(hosts[0])) ?? `${service}-kafka`,
    brokers: cluster.brokers,
    ...defined({
      sasl,
      tls: tlsOf(fields) ?? (cluster.tls || undefined),
      groups: groups.length > 0 ? groups : undefined,
      topics: topics.length > 0 ? topics : undefined,
    }),
  }
  const used = own.filter(({ field }) => field !== 'brokers' && field !== 'host').map(({ setting }) => setting.name)
  const found = {
    ...{ config, hosts, secretFields: assembly.secretFields },
    inPod: hosts.some(isInPod),
    assumed: false,
    variables: [...new Set([...cluster.variables, ...used])],
  }
  const variable = fields.get('mechanism')?.name
  return unsupported === undefined || variable === undefined
    ? { found }
    : { found, unsupported: { variable, mechanism: unsupported } }
}

/** The name of a cluster is that of its Service: brokers are numbered. */
function nameOfBroker(host: string): string | undefined {
  const name = nameOfHost(host)
  return name?.replace(/-\d+$/, '')
}

function tlsOf(fields: ReadonlyMap<KafkaField, Setting>): KafkaConfig['tls'] | undefined {
  const pem = defined({ ca: pemOf(fields.get('ca')), cert: pemOf(fields.get('cert')), key: pemOf(fields.get('key')) })
  const protocol = knownText(partOf(fields.get('protocol'))) ?? ''
  const wanted = /SSL/i.test(protocol) || /^(true|1|yes|on)$/i.test(knownText(partOf(fields.get('tls'))) ?? '')
  if (Object.keys(pem).length > 0) return pem
  return wanted || undefined
}

/** A path in the container is of no use here; a key of a Secret is. */
function pemOf(setting: Setting | undefined): string | undefined {
  return setting && soleSecret(setting.value)?.reference
}

/** Lists of names that stand there as text. Longer is no topic, nor is what has other characters. */
function texts(own: readonly KafkaSetting[], field: 'groups' | 'topics'): string[] {
  const all = own
    .filter((each) => each.field === field)
    .flatMap(({ setting }) => (plainText(setting.value) ?? '').split(/[\s,;]+/))
  return [...new Set(all.filter((name) => /^[a-zA-Z0-9._-]{1,249}$/.test(name) && !/^(true|false|\d+)$/.test(name)))]
}
