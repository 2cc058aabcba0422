import { fieldNames } from './blocks.ts'
import type { Setting } from './setting.ts'
import { systemOfWord } from './systems.ts'
import { textOf } from './value.ts'

export type KafkaField =
  | 'brokers'
  | 'host'
  | 'port'
  | 'protocol'
  | 'mechanism'
  | 'jaas'
  | 'username'
  | 'password'
  | 'tls'
  | 'ca'
  | 'cert'
  | 'key'
  | 'groups'
  | 'topics'
  | 'isEnabled'

/** One setting of a Kafka client. */
export interface KafkaSetting {
  readonly field: KafkaField
  /** The words before the field. */
  readonly prefix: readonly string[]
  readonly setting: Setting
}

/** What only Kafka is called by. */
const own = fieldNames<KafkaField>({
  brokers: 'BOOTSTRAP SERVERS, BOOTSTRAP SERVER, BOOTSTRAP BROKERS',
  protocol: 'SECURITY PROTOCOL',
  mechanism: 'SASL MECHANISM, SASL MECHANISMS',
  jaas: 'SASL JAAS CONFIG',
  username: 'SASL USERNAME, SASL USER, SASL PLAIN USERNAME',
  password: 'SASL PASSWORD, SASL PASS, SASL PLAIN PASSWORD',
  ca: 'CA CRT, TRUSTSTORE CERTIFICATES, TRUSTSTORE CERTIFICATE',
  cert: 'USER CRT, KEYSTORE CERTIFICATE CHAIN',
  key: 'USER KEY, KEYSTORE KEY',
  groups: 'CONSUMER GROUP, CONSUMER GROUP ID, CONSUMER GROUP NAME, GROUP ID',
  topics: 'TOPIC, TOPICS, TOPIC NAME',
})

/** What other systems have as well: only behind the word KAFKA. */
const shared = fieldNames<KafkaField>({
  brokers:
    'BROKERS, BROKER, BROKER LIST, BROKER URL, BROKER URLS, BROKERS URL, BROKER HOST, BROKER ADDRESS, BROKER ADDRESSES, BROKER ADDR, BROKERS LIST, BOOTSTRAP, BOOTSTRAP URL, BOOTSTRAP HOST, SERVERS, SERVER, HOSTS, URL, URLS, URI, ADDR, ADDRS, ADDRESS, ADDRESSES, ENDPOINT, ENDPOINTS, NODES, SEED BROKERS, CONNECTION STRING, BINDER BROKERS, METADATA BROKER LIST, SERVICE ADDR, CLUSTER',
  host: 'HOST, HOSTNAME',
  port: 'PORT',
  protocol: 'PROTOCOL',
  mechanism: 'MECHANISM, AUTH MECHANISM',
  jaas: 'JAAS CONFIG, JAAS',
  username: 'USERNAME, USER, API KEY, CLUSTER API KEY, CLIENT USER, CLIENT USERS',
  password: 'PASSWORD, PASS, API SECRET, CLUSTER API SECRET, CLIENT PASSWORD, CLIENT PASSWORDS',
  tls: 'SSL, TLS, SSL ENABLED, TLS ENABLED, USE SSL, USE TLS, ENABLE TLS, ENABLE SSL, TLS ENABLE',
  ca: 'CA CERT, SSL CA, CA, TRUSTED CERT, TLS CA, SSL CA CERT, TLS CA CERT, SSL CA PEM',
  cert: 'CLIENT CERT, SSL CERT, TLS CERT',
  key: 'CLIENT KEY, CLIENT CERT KEY, SSL KEY, TLS KEY',
  isEnabled: 'ENABLED, ENABLE',
  groups: 'GROUP, GROUPS, CONSUMER GROUPS, GROUP NAME, CONSUMER ID, APPLICATION ID',
})

/** Settings of brokers, of tools around Kafka, and of how topics are made: not those of a client. */
const foreign =
  /\b(LISTENERS?|ADVERTISED|SCHEMA|REGISTRY|ZOOKEEPER|JMX|HEAP|OPTS|CFG|CONTROLLER|PARTITIONS?|REPLICATION|FACTOR|PREFIX|SUFFIX|CREATE|RETENTION|REST|TIMEOUT|MQTT|SNS|SQS|PUBSUB|PULSAR|NATS|TEST)\b/

// The group of a program of Kafka Streams is its application id.
const streamsGroup = 'APPLICATION_ID'

/** What a setting says of Kafka, by its name; undefined where it says nothing. */
export function kafkaSetting(setting: Setting): KafkaSetting | undefined {
  const { words } = setting
  const isKafka = words.some((word) => systemOfWord(word) === 'kafka')
  if (foreign.test(words.join(' ')) && !words.join(' ').endsWith('BOOTSTRAP SERVERS')) return undefined
  for (let start = Math.max(0, words.length - 4); start < words.length; start++) {
    const ending = words.slice(start).join(' ')
    const field = own[ending] ?? (isKafka || setting.name === streamsGroup ? shared[ending] : undefined)
    if (field !== undefined) return { field, prefix: words.slice(0, start), setting }
  }
  if (isKafka) return namedOne(setting)
  const text = textOf(setting.value) ?? ''
  // `DEFAULT_BROKERS=kafka:9092`: other systems have brokers too, but not there.
  const isList = /^(BROKERS?|BROKER LIST|BROKERS LIST)$/.test(
    words
      .slice(-2)
      .join(' ')
      .replace(/^(?!BROKER).* /, ''),
  )
  return isList && /:909[2-8]\b|kafka|redpanda/i.test(text)
    ? { field: 'brokers', prefix: words.slice(0, -1), setting }
    : undefined
}

/** One of several: `KAFKA_TOPIC_USERS`, `KAFKA_BROKERS_PROFILING`. */
function namedOne(setting: Setting): KafkaSetting | undefined {
  const { words } = setting
  const topic = words.findIndex((word) => word === 'TOPIC' || word === 'TOPICS')
  if (topic >= 0) return { field: 'topics', prefix: words.slice(0, topic), setting }
  const brokers = words.indexOf('BROKERS')
  return brokers > 0 && /:\d+/.test(textOf(setting.value) ?? '')
    ? { field: 'brokers', prefix: words.slice(0, brokers), setting }
    : undefined
}
