import type { Block } from '../block.ts'

export const streaming: readonly Block[] = [
  {
    chart: 'strimzi client-examples, consumer over TLS',
    service: 'java-kafka-consumer',
    namespace: 'kafka',
    pod: `
containers:
  - name: java-kafka-consumer
    env:
      - { name: CA_CRT, valueFrom: { secretKeyRef: { name: my-cluster-cluster-ca-cert, key: ca.crt } } }
      - { name: USER_CRT, valueFrom: { secretKeyRef: { name: my-user, key: user.crt } } }
      - { name: USER_KEY, valueFrom: { secretKeyRef: { name: my-user, key: user.key } } }
      - { name: BOOTSTRAP_SERVERS, value: "my-cluster-kafka-bootstrap:9093" }
      - { name: TOPIC, value: my-topic-reversed }
      - { name: GROUP_ID, value: java-kafka-consumer }
      - { name: LOG_LEVEL, value: INFO }
      - { name: MESSAGE_COUNT, value: "1000000" }
`,
    expected: {
      kafka: [
        {
          name: 'my-cluster-kafka-bootstrap',
          brokers: ['my-cluster-kafka-bootstrap:9093'],
          tls: {
            ca: 'secret:kafka/my-cluster-cluster-ca-cert/ca.crt',
            cert: 'secret:kafka/my-user/user.crt',
            key: 'secret:kafka/my-user/user.key',
          },
          groups: ['java-kafka-consumer'],
          topics: ['my-topic-reversed'],
        },
      ],
    },
  },
  {
    chart: 'strimzi client-examples, streams',
    service: 'java-kafka-streams',
    namespace: 'kafka',
    pod: `
containers:
  - name: java-kafka-streams
    env:
      - { name: KAFKA_SSL_TRUSTSTORE_CERTIFICATES, valueFrom: { secretKeyRef: { name: my-cluster-cluster-ca-cert, key: ca.crt } } }
      - { name: KAFKA_BOOTSTRAP_SERVERS, value: "my-cluster-kafka-bootstrap:9093" }
      - { name: KAFKA_SECURITY_PROTOCOL, value: SSL }
      - { name: APPLICATION_ID, value: java-kafka-streams }
      - { name: SOURCE_TOPIC, value: my-topic }
      - { name: TARGET_TOPIC, value: my-topic-reversed }
`,
    expected: {
      kafka: [
        {
          name: 'my-cluster-kafka-bootstrap',
          brokers: ['my-cluster-kafka-bootstrap:9093'],
          tls: { ca: 'secret:kafka/my-cluster-cluster-ca-cert/ca.crt' },
          groups: ['java-kafka-streams'],
          topics: ['my-topic', 'my-topic-reversed'],
        },
      ],
    },
  },
  {
    chart: 'kafbat/kafka-ui',
    service: 'kafka-ui',
    namespace: 'kafka',
    pod: `
containers:
  - name: kafka-ui
    env:
      - { name: KAFKA_CLUSTERS_0_NAME, value: orders }
      - { name: KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS, value: "orders-kafka-bootstrap:9092" }
      - { name: KAFKA_CLUSTERS_0_SCHEMAREGISTRY, value: "http://orders-registry:8081" }
      - { name: KAFKA_CLUSTERS_1_NAME, value: users }
      - { name: KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS, value: "users-kafka-bootstrap:9093" }
      - { name: KAFKA_CLUSTERS_1_PROPERTIES_SECURITY_PROTOCOL, value: SASL_SSL }
      - { name: KAFKA_CLUSTERS_1_PROPERTIES_SASL_MECHANISM, value: PLAIN }
      - name: KAFKA_CLUSTERS_1_PROPERTIES_SASL_JAAS_CONFIG
        value: org.apache.kafka.common.security.plain.PlainLoginModule required username="ui" password="hush";
`,
    expected: {
      kafka: [
        { name: 'orders-kafka-bootstrap', brokers: ['orders-kafka-bootstrap:9092'] },
        {
          name: 'users-kafka-bootstrap',
          brokers: ['users-kafka-bootstrap:9093'],
          sasl: {
            mechanism: 'PLAIN',
            username: 'ui',
            password:
              'pod-env:kafka/Deployment/kafka-ui/kafka-ui/KAFKA_CLUSTERS_1_PROPERTIES_SASL_JAAS_CONFIG#password',
          },
          tls: true,
        },
      ],
      upstreams: { 'orders-registry': 'http://orders-registry:8081' },
    },
  },
  {
    chart: 'confluentinc/cp-kafka-connect',
    service: 'connect',
    namespace: 'kafka',
    pod: `
containers:
  - name: cp-kafka-connect-server
    env:
      - { name: CONNECT_REST_ADVERTISED_HOST_NAME, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
      - { name: CONNECT_BOOTSTRAP_SERVERS, value: "PLAINTEXT://cp-kafka-headless:9092" }
      - { name: CONNECT_GROUP_ID, value: connect }
      - { name: CONNECT_CONFIG_STORAGE_TOPIC, value: connect-config }
      - { name: CONNECT_OFFSET_STORAGE_TOPIC, value: connect-offset }
      - { name: CONNECT_STATUS_STORAGE_TOPIC, value: connect-status }
      - { name: CONNECT_KEY_CONVERTER_SCHEMA_REGISTRY_URL, value: "http://cp-schema-registry:8081" }
      - { name: CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR, value: "3" }
      - { name: KAFKA_HEAP_OPTS, value: "-Xms512M -Xmx512M" }
      - { name: KAFKA_JMX_PORT, value: "5555" }
`,
    expected: {
      kafka: [
        {
          name: 'cp-kafka-headless',
          brokers: ['cp-kafka-headless:9092'],
          groups: ['connect'],
          topics: ['connect-config', 'connect-offset', 'connect-status'],
        },
      ],
      upstreams: { 'cp-schema-registry': 'http://cp-schema-registry:8081' },
    },
  },
  {
    chart: 'a client of Confluent Cloud with its login in a Secret',
    service: 'events',
    namespace: 'shop',
    pod: `
containers:
  - name: events
    env:
      - { name: KAFKA_BROKERS, value: "pkc-abc12.europe-west1.gcp.confluent.cloud:9092" }
      - { name: KAFKA_SASL_MECHANISM, value: plain }
      - { name: KAFKA_SASL_USERNAME, valueFrom: { secretKeyRef: { name: confluent, key: api-key } } }
      - { name: KAFKA_SASL_PASSWORD, valueFrom: { secretKeyRef: { name: confluent, key: api-secret } } }
      - { name: KAFKA_SSL, value: "true" }
      - { name: KAFKA_GROUP_ID, value: events }
      - { name: KAFKA_TOPIC_USERS, value: users }
      - { name: KAFKA_TOPIC_PREFIX, value: prod }
`,
    expected: {
      kafka: [
        {
          name: 'pkc-abc12',
          brokers: ['pkc-abc12.europe-west1.gcp.confluent.cloud:9092'],
          sasl: {
            mechanism: 'PLAIN',
            username: 'secret:shop/confluent/api-key',
            password: 'secret:shop/confluent/api-secret',
          },
          tls: true,
          groups: ['events'],
          topics: ['users'],
        },
      ],
    },
  },
  {
    chart: 'a client of MSK with IAM',
    service: 'clicks',
    namespace: 'shop',
    pod: `
containers:
  - name: clicks
    env:
      - { name: KAFKA_BOOTSTRAP_SERVERS, value: "boot-1a2b.c1.kafka-serverless.eu-west-1.amazonaws.com:9098" }
      - { name: KAFKA_SECURITY_PROTOCOL, value: SASL_SSL }
      - { name: KAFKA_SASL_MECHANISM, value: AWS_MSK_IAM }
      - { name: CONSUMER_GROUP, value: clicks }
`,
    expected: {
      kafka: [
        {
          name: 'boot-1a2b',
          brokers: ['boot-1a2b.c1.kafka-serverless.eu-west-1.amazonaws.com:9098'],
          tls: true,
          groups: ['clicks'],
        },
      ],
      unresolved: ['unsupported KAFKA_SASL_MECHANISM'],
    },
  },
]
