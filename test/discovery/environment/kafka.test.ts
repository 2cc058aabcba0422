import { describe, expect, it } from 'vitest'
import { dependenciesOf, type Variable } from './environment-of.ts'

const own = 'pod-env:users/Deployment/user-service/app'

function kafkaOf(variables: Readonly<Record<string, Variable>>) {
  return dependenciesOf(variables).kafka.map(({ config }) => config)
}

describe('the brokers of a Kafka', () => {
  it.each([
    ['KAFKA_BROKERS', 'kafka:9092', ['kafka:9092']],
    ['KAFKA_BOOTSTRAP_SERVERS', 'kafka-0:9092, kafka-1:9092', ['kafka-0:9092', 'kafka-1:9092']],
    ['SPRING_KAFKA_BOOTSTRAP_SERVERS', 'kafka', ['kafka:9092']],
    ['SPRING_KAFKA_BOOTSTRAPSERVERS', 'kafka:9092', ['kafka:9092']],
    ['USERS_KAFKA_CONSUMER_BOOTSTRAP_SERVERS', 'kafka:9092', ['kafka:9092']],
    ['SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS', 'kafka:9092', ['kafka:9092']],
    ['KAFKA_URL', 'PLAINTEXT://kafka:9092', ['kafka:9092']],
    ['Kafka__BootstrapServers', 'kafka:9092', ['kafka:9092']],
    ['REDPANDA_BROKERS', 'kafka:9093', ['kafka:9093']],
  ])('are read from %s', (name, value, brokers) => {
    expect(kafkaOf({ [name]: value })).toEqual([{ name: 'kafka', brokers }])
  })

  it('are read from a host and a port', () => {
    expect(kafkaOf({ KAFKA_HOST: 'kafka', KAFKA_PORT: '9094' })).toEqual([{ name: 'kafka', brokers: ['kafka:9094'] }])
  })

  it('ask for TLS by the names of their listeners', () => {
    expect(kafkaOf({ KAFKA_URL: 'kafka+ssl://kafka:9096,kafka+ssl://kafka-2:9096' })[0]?.tls).toBe(true)
  })

  it('are referred to where they stand in a Secret', () => {
    expect(kafkaOf({ KAFKA_BROKERS: { secret: 'kafka/brokers', value: 'events.kafka:9092' } })).toEqual([
      { name: 'events', brokers: 'secret:users/kafka/brokers' },
    ])
  })

  it.each([
    [
      'a broker of its own',
      { KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka-0:9092', KAFKA_BROKER_ID: '0', KAFKA_CFG_NODE_ID: '0' },
    ],
    ['a number', { KAFKA_BROKERS: '3' }],
    ['a REST proxy', { KAFKA_REST_URL: 'http://rest:8082' }],
    ['the name of a cluster', { KAFKA_CLUSTER: 'events' }],
    ['what is switched off', { KAFKA_ENABLED: 'false', KAFKA_BROKERS: 'kafka:9092' }],
    ['another system with brokers', { MQTT_BROKERS: 'mqtt:1883', BROKERS: 'mqtt:1883' }],
  ])('are not %s', (_, variables: Record<string, string>) => {
    expect(kafkaOf(variables)).toEqual([])
  })

  it('inside the pod are said to be there', () => {
    expect(dependenciesOf({ KAFKA_BROKERS: 'localhost:9092' }).kafka).toMatchObject([{ inPod: true }])
  })

  it('are one cluster where several variables name it, and several where they differ', () => {
    const same = { KAFKA_BROKERS: 'kafka:9092', SPRING_KAFKA_BOOTSTRAP_SERVERS: 'kafka.users.svc.cluster.local:9092' }
    expect(kafkaOf(same)).toHaveLength(1)
    const two = { EVENTS_KAFKA_BROKERS: 'events:9092', AUDIT_KAFKA_BROKERS: 'audit:9092', AUDIT_KAFKA_GROUP_ID: 'a' }
    expect(kafkaOf(two)).toEqual([
      { name: 'events', brokers: ['events:9092'] },
      { name: 'audit', brokers: ['audit:9092'], groups: ['a'] },
    ])
  })
})

describe('the login of a Kafka', () => {
  const brokers = { KAFKA_BROKERS: 'kafka:9092' }

  it.each([
    [
      'by user and password',
      { KAFKA_SASL_USERNAME: 'app', KAFKA_SASL_PASSWORD: 'hush' },
      { mechanism: 'PLAIN', username: 'app', password: `${own}/KAFKA_SASL_PASSWORD` },
    ],
    [
      'by SCRAM',
      { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USER: 'app', KAFKA_SASL_PASSWORD: 'hush' },
      { mechanism: 'SCRAM-SHA-256', username: 'app', password: `${own}/KAFKA_SASL_PASSWORD` },
    ],
    [
      'by JAAS',
      { KAFKA_SASL_JAAS_CONFIG: 'x.PlainLoginModule required username=\'a\' password="hush";'.replaceAll("'", '"') },
      { mechanism: 'PLAIN', username: 'a', password: `${own}/KAFKA_SASL_JAAS_CONFIG#password` },
    ],
    [
      'by JAAS of an unnamed SCRAM',
      { KAFKA_SASL_JAAS_CONFIG: 'x.ScramLoginModule required username="a" password="hush";' },
      { mechanism: 'SCRAM-SHA-512', username: 'a', password: `${own}/KAFKA_SASL_JAAS_CONFIG#password` },
    ],
    [
      'by JAAS with escaped quotes',
      { KAFKA_SASL_JAAS_CONFIG: 'x.PlainLoginModule required username=\\"a\\" password=\\"hush\\";' },
      { mechanism: 'PLAIN', username: 'a', password: `${own}/KAFKA_SASL_JAAS_CONFIG#password` },
    ],
    [
      'of a protocol without one',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SASL_USERNAME: 'app', KAFKA_SASL_PASSWORD: 'hush' },
      undefined,
    ],
    ['of half of one', { KAFKA_SASL_USERNAME: 'app' }, undefined],
  ])('%s', (_, variables: Record<string, string>, sasl) => {
    expect(kafkaOf({ ...brokers, ...variables })[0]?.sasl).toEqual(sasl)
  })

  it('in JAAS in a Secret that was not read is in parts of it', () => {
    const [found] = dependenciesOf({ ...brokers, KAFKA_SASL_JAAS_CONFIG: { secret: 'kafka/sasl.jaas.config' } }).kafka
    expect(found).toMatchObject({
      config: { sasl: { password: 'secret:users/kafka/sasl.jaas.config#password' } },
      secretFields: { 'sasl.username': 'secret:users/kafka/sasl.jaas.config#user' },
    })
  })

  it('that is not supported is said, and left out', () => {
    const { kafka, unresolved } = dependenciesOf({ ...brokers, KAFKA_SASL_MECHANISM: 'OAUTHBEARER' })
    expect(kafka[0]?.config.sasl).toBeUndefined()
    expect(unresolved[0]?.reason).toBe('KAFKA_SASL_MECHANISM asks for a login by OAUTHBEARER, which is not supported')
  })
})

describe('what a service uses of a Kafka', () => {
  it('are its groups and topics, by any of their names', () => {
    const [config] = kafkaOf({
      KAFKA_BROKERS: 'kafka:9092',
      CONSUMER_GROUP: 'users',
      KAFKA_TOPICS: 'users,audit',
      KAFKA_TOPIC_MAIL: 'mail',
      USER_EVENTS_TOPIC: 'user-events',
      KAFKA_TOPIC_PARTITIONS: '12',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'true',
      ALERT_SNS_TOPIC: 'arn:aws:sns:eu-west-1:1:alerts',
    })
    expect(config).toMatchObject({ groups: ['users'], topics: ['users', 'audit', 'mail', 'user-events'] })
  })

  it('are nothing without a Kafka', () => {
    expect(kafkaOf({ GROUP_ID: 'users', USER_EVENTS_TOPIC: 'user-events' })).toEqual([])
  })
})
