import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../machine/certificates.ts'

/** How clients prove who they are, and whether the connection is encrypted. */
export type KafkaSecurity = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

/** A client of a SASL listener; it may use PLAIN and SCRAM alike. */
export interface KafkaUser {
  readonly name: string
  readonly password: string
}

/** What a broker's configuration is made of. */
export interface BrokerDescription {
  readonly data: string
  readonly host: string
  readonly ports: { readonly clients: number; readonly internal: number; readonly controller: number }
  /** `host:port` that clients are told to dial. */
  readonly advertised: string
  readonly security: KafkaSecurity
  readonly users: readonly KafkaUser[]
  readonly tls?: Certificates | undefined
  readonly acl: boolean
  readonly settings: Readonly<Record<string, string | number>>
}

/**
 * The text of server.properties for one KRaft node. CLIENTS is the listener under test; INTERNAL is plain text on the loopback
 * address whatever the test is about, for the broker itself and for preparing topics.
 */
export function serverProperties(broker: BrokerDescription): string {
  const { data, host, ports, advertised, security } = broker
  const loopback = '127.0.0.1'
  const internal = `INTERNAL://${loopback}:${ports.internal}`
  const lines = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${loopback}:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    listeners: `CLIENTS://${host}:${ports.clients},${internal},CONTROLLER://${loopback}:${ports.controller}`,
    'advertised.listeners': `CLIENTS://${advertised},${internal}`,
    'listener.security.protocol.map': `CLIENTS:${security},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'log.dirs': data,
    ...singleNode,
    ...(security.startsWith('SASL') ? saslSettings(broker.users) : {}),
    ...(broker.tls ? tlsSettings(broker.tls) : {}),
    ...(broker.acl ? aclSettings : {}),
    ...broker.settings,
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const singleNode = {
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  // Else the first consumer of each group waits 3 s for others.
  'group.initial.rebalance.delay.ms': 0,
}

// Only INTERNAL admits people without a name; they prepare the topics and the access rules.
const aclSettings = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
}

function saslSettings(users: readonly KafkaUser[]): Record<string, string> {
  const security = 'org.apache.kafka.common.security'
  const entries = users.map(({ name, password }) => ` user_${name}="${password}"`).join('')
  const scram = `${security}.scram.ScramLoginModule required;`
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.clients.plain.sasl.jaas.config': `${security}.plain.PlainLoginModule required${entries};`,
    'listener.name.clients.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.clients.scram-sha-512.sasl.jaas.config': scram,
  }
}

function tlsSettings(tls: Certificates): Record<string, string> {
  const oneLine = (file: string) => readFileSync(file, 'utf8').trim().replaceAll('\n', '\\n')
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': oneLine(tls.serverCertificate),
    'ssl.keystore.key': oneLine(tls.serverKey),
  }
}

/** Where the broker's configuration lies. */
export function propertiesFile(folder: string): string {
  return join(folder, 'server.properties')
}
