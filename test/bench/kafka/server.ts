import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../machine/certificates.ts'
import { freePorts } from '../machine/ports.ts'
import { type Progress, silent } from '../machine/progress.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import { kafkaJars } from '../toolchain/kafka-jars.ts'
import { type KafkaSecurity, type KafkaUser, propertiesFile, serverProperties } from './properties.ts'
import { formatStorage } from './storage.ts'

export interface KafkaOptions {
  readonly dir?: string
  /** Default `kafka`. */
  readonly name?: string
  /** Address of the listener for clients; default 127.0.0.1. */
  readonly host?: string
  readonly port?: number
  /** `host:port` that clients are told to dial after the first connection; default the listener's own. */
  readonly advertised?: string
  /** Default PLAINTEXT. */
  readonly security?: KafkaSecurity
  /** For SASL: everybody may use PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly users?: readonly KafkaUser[]
  /** For SSL and SASL_SSL. */
  readonly tls?: Certificates
  /** Refuses whatever no access rule allows; rules are made through `internalBrokers`. */
  readonly acl?: boolean
  /** Further lines of server.properties. */
  readonly settings?: Readonly<Record<string, string | number>>
  readonly onProgress?: Progress
}

/** A Kafka cluster of one KRaft node. */
export interface KafkaServer extends ServerControl {
  readonly host: string
  readonly port: number
  /** `host:port` of the listener for clients, as KAFKA_BROKERS would have it. */
  readonly brokers: string
  /** `host:port` of a plain text listener for preparing topics and rules, whatever `security` asks of clients. */
  readonly internalBrokers: string
}

// One broker with a handful of topics; Kafka's own scripts give it 1 GiB.
const JVM = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']

/** Starts a Kafka broker; 3 s with a warm cache. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const { name = 'kafka', dir = openRunFolder(), host = '127.0.0.1', onProgress = silent } = options
  const { users = [], security = 'PLAINTEXT', acl = false, settings = {}, tls } = options
  const [[first = 0, internal = 0, controller = 0], jars] = await Promise.all([
    freePorts(3, host),
    kafkaJars(onProgress),
  ])
  const port = options.port ?? first
  const { advertised = `${host}:${port}` } = options
  const folder = join(dir, name)
  const data = join(folder, 'data')
  mkdirSync(folder)
  const file = propertiesFile(folder)
  const ports = { clients: port, internal, controller }
  writeFileSync(file, serverProperties({ data, host, ports, advertised, security, users, tls, acl, settings }))
  writeFileSync(join(folder, 'log4j2.properties'), logging)
  await formatStorage(jars, file, data, security.startsWith('SASL') ? users : [])
  const log4j = `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`
  const control = await startServer({
    ...{ name, dir, command: jars.java },
    args: [...JVM, log4j, '-cp', jars.classPath, 'kafka.Kafka', file],
    readyLine: /Kafka Server started/,
  })
  return Object.assign(control, { host, port, brokers: `${host}:${port}`, internalBrokers: `127.0.0.1:${internal}` })
}

const logging = `rootLogger.level = INFO
rootLogger.appenderRef.console.ref = STDOUT
appender.console.type = Console
appender.console.name = STDOUT
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d] %p %m (%c)%n
`
