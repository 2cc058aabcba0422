import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KafkaClient } from '../../../src/clients/kafka/client.ts'
import { openKafka } from '../../../src/clients/kafka/open.ts'
import { kafkaAcls } from '../../../src/clients/kafka/roles.ts'
import type { SaslMechanism } from '../../../src/clients/kafka/settings.ts'
import { Secret } from '../../../src/core/secret.ts'
import { recordAt } from '../../../src/facts/kafka/record.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import { freePort } from '../../bench/machine/ports.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { kafkaJars } from '../../bench/toolchain/kafka-jars.ts'
import { lookAt, notOk, only } from './looking.ts'

const run = promisify(execFile)
const users = [
  { name: 'usrops', password: 'right' },
  { name: 'nobody', password: 'right' },
]
const login = (password = 'right', mechanism: SaslMechanism = 'SCRAM-SHA-512', username = 'usrops') => ({
  sasl: { mechanism, username, password: new Secret(password) },
})

await describeOnBench(['kafka'], 'what stands between us and a Kafka cluster', () => {
  const dir = openRunFolder()
  let server: KafkaServer
  let ca: string

  beforeAll(async () => {
    const tls = await makeCertificates(dir, 'kafka')
    ca = readFileSync(tls.ca, 'utf8')
    server = await startKafka({ dir, security: 'SASL_SSL', users, tls, acl: true })
  })

  afterAll(async () => {
    await server.stop()
    removeRunFolder(dir)
  })

  const unconnected = async (...args: Parameters<typeof lookAt>) => only(await lookAt(...args)).unconnected
  const tls = () => ({ tls: { verify: 'full', ca } as const })

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const)('logs in with %s over TLS', async (mechanism) => {
    const instance = only(await lookAt(server.brokers, { ...tls(), ...login('right', mechanism) }))
    expect(instance.unconnected).toBeUndefined()
    expect(instance.identity).toMatch(/^[\w-]{22}$/)
  })

  it.each(['PLAIN', 'SCRAM-SHA-256'] as const)(
    'says that a password for %s is wrong, without it',
    async (mechanism) => {
      const unasked = await unconnected(server.brokers, { ...tls(), ...login('mistaken', mechanism) })
      expect(unasked).toMatchObject({ kind: 'authentication', reason: `${server.brokers} refuses user or password` })
      expect(JSON.stringify(unasked)).not.toContain('mistaken')
    },
  )

  it('says that a login is wanted where none is configured', async () => {
    expect(await unconnected(server.brokers, tls())).toMatchObject({
      kind: 'authentication',
      reason: expect.stringContaining('asks for a SASL login'),
    })
  })

  it('says that TLS is spoken where none is configured, and not spoken where it is', async () => {
    expect(await unconnected(server.brokers, login())).toMatchObject({
      kind: 'failed',
      reason: `${server.brokers} speaks TLS only`,
    })
    expect(await unconnected(server.internalBrokers, tls())).toMatchObject({
      reason: `${server.internalBrokers}: it does not speak TLS on this port`,
    })
  })

  it('trusts no certificate of an unknown authority, nor one for another name, unless told to', async () => {
    const stranger = await unconnected(server.brokers, { ...login(), tls: { verify: 'full' } })
    expect(stranger).toMatchObject({ kind: 'failed', reason: expect.stringContaining('certificate was not accepted') })
    const other = { ...login(), tls: { verify: 'full', ca, servername: 'kafka.example' } as const }
    expect(await unconnected(server.brokers, other)).toMatchObject({ reason: expect.stringContaining('ALTNAME') })
    expect(await unconnected(server.brokers, { ...other, tls: { ...other.tls, verify: 'ca' } })).toBeUndefined()
  })

  it('says of a user without rights what may not be seen, and the rule that would help, not that all is well', async () => {
    const scope = { groups: ['user-service'], topics: ['user-events'] }
    const answers = notOk(await lookAt(server.brokers, { ...tls(), ...login('right', 'PLAIN', 'nobody'), ...scope }))
    expect(Object.keys(answers)).toHaveLength(9)
    expect(answers['kafka.group-lag']).toBe('unknown: this user may not describe the consumer group user-service')
    expect(answers['kafka.offline-partitions']).toBe('unknown: no topic is shown to this user')
  })

  it('may ask everything with the rules that it prints', async () => {
    const { java, classPath } = await kafkaJars(() => undefined)
    for (const command of commandsIn(kafkaAcls)) {
      const to = ['--bootstrap-server', server.internalBrokers]
      await run(java, ['-cp', classPath, 'org.apache.kafka.tools.AclCommand', ...to, ...command])
    }
    const all = only(await lookAt(server.brokers, { ...tls(), ...login() }))
    const refused = Object.entries(all.observations).filter(([, observation]) => 'unasked' in observation)
    expect(refused).toEqual([])
    expect(all.observations['kafka.cluster']).toMatchObject({ value: { controller: { id: 1 } } })
  })

  it('says which rule the reading of a record takes: the printed ones do not allow it', async () => {
    const kafka = new Kafka({ brokers: [server.internalBrokers], logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.createTopics({ topics: [{ topic: 'secrets', numPartitions: 1 }] })
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: 'secrets', messages: [{ value: 'x' }] })
    await Promise.all([admin.disconnect(), producer.disconnect()])
    const budget = { signal: AbortSignal.timeout(10_000), milliseconds: 10_000 }
    const connection = await openKafka({ brokers: [server.brokers], ...tls(), ...login() }, budget)
    const peeked = recordAt({ topic: 'secrets', partition: 0, offset: 0 }, false)
    const refused = await peeked.collect(connection.client as KafkaClient, budget).catch((error) => error.unasked)
    await connection.close()
    expect(refused).toEqual({
      ...{ kind: 'forbidden', reason: 'this user may not read records of secrets', grant: 'ACL: READ on the topic' },
    })
  })

  it('says that nobody listens, and that a name does not exist', async () => {
    const closed = `127.0.0.1:${await freePort()}`
    expect(await unconnected(closed)).toEqual({
      kind: 'unreachable',
      reason: `${closed} is not reachable from here: connection refused`,
    })
    expect(await unconnected('kafka.invalid:9092')).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('the name does not resolve'),
    })
  })

  it('says of something that accepts and is silent that it hangs, and leaves nothing behind', async () => {
    const silent = createServer((socket) => socket.resume())
    const port = await freePort()
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve))
    expect(await unconnected(`127.0.0.1:${port}`)).toEqual({
      kind: 'hung',
      reason: `127.0.0.1:${port} accepted the connection and does not answer`,
    })
    expect(await unconnected(`127.0.0.1:${port}`, login())).toMatchObject({ kind: 'hung' })
    const connections = promisify(silent.getConnections.bind(silent))
    await until('both connections are closed', async () => (await connections()) === 0, 1_000)
    silent.close()
  })

  it('names the advertised address that cannot be reached from here, and the way out', async () => {
    const inside = await startKafka({ dir, name: 'inside', advertised: 'kafka-0.kafka.svc.cluster.invalid:9092' })
    const unasked = await unconnected(inside.brokers)
    await inside.stop()
    expect(unasked).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('kafka-0.kafka.svc.cluster.invalid:9092, reachable only from inside'),
      grant: expect.stringContaining('run usrops where these addresses can be dialled'),
    })
  })
})

/** The arguments of each command that is not commented out. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n')
  return lines
    .filter((line) => line.startsWith('kafka-acls.sh'))
    .map((line) => line.slice(line.indexOf('--add')).replaceAll("'", '').split(/\s+/))
}
