import type { Block } from '../block.ts'

export const jvm: readonly Block[] = [
  {
    chart: 'spring-petclinic on Kubernetes',
    service: 'petclinic',
    namespace: 'default',
    pod: `
containers:
  - name: workload
    env:
      - { name: SPRING_PROFILES_ACTIVE, value: postgres }
      - { name: SERVICE_BINDING_ROOT, value: /bindings }
      - name: SPRING_APPLICATION_JSON
        value: '{ "management.endpoints.web.exposure.include": "*" }'
      - { name: POSTGRES_URL, value: "jdbc:postgresql://demo-db:5432/petclinic" }
      - { name: POSTGRES_USER, valueFrom: { secretKeyRef: { name: demo-db, key: username } } }
      - { name: POSTGRES_PASS, valueFrom: { secretKeyRef: { name: demo-db, key: password } } }
`,
    expected: {
      postgres: [
        {
          name: 'demo-db',
          url: 'jdbc:postgresql://demo-db:5432/petclinic',
          user: 'secret:default/demo-db/username',
          password: 'secret:default/demo-db/password',
        },
      ],
    },
  },
  {
    chart: 'Spring Boot with two hosts in a JDBC URL',
    service: 'user-service',
    namespace: 'users',
    pod: `
containers:
  - name: user-service
    env:
      - { name: SPRING_DATASOURCE_URL, value: "jdbc:postgresql://user-db-0.user-db.data.svc:5432,user-db-1.user-db.data.svc:5432/users?targetServerType=primary&sslmode=require" }
      - { name: SPRING_DATASOURCE_USERNAME, value: users }
      - { name: SPRING_DATASOURCE_PASSWORD, valueFrom: { secretKeyRef: { name: user-db, key: password } } }
      - { name: SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE, value: "10" }
      - { name: SPRING_DATA_REDIS_SENTINEL_MASTER, value: mymaster }
      - { name: SPRING_DATA_REDIS_SENTINEL_NODES, value: "redis-node-0.redis-headless:26379,redis-node-1.redis-headless:26379" }
      - { name: SPRING_DATA_REDIS_SENTINEL_PASSWORD, valueFrom: { secretKeyRef: { name: redis, key: sentinel-password } } }
      - { name: SPRING_DATA_REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: redis, key: redis-password } } }
      - { name: SPRING_DATA_REDIS_DATABASE, value: "2" }
      - { name: SERVICES_AUTH_URL, value: "http://auth-service.auth.svc.cluster.local:8080" }
      - { name: MANAGEMENT_ZIPKIN_TRACING_ENDPOINT, value: "http://zipkin.monitoring:9411/api/v2/spans" }
`,
    expected: {
      postgres: [
        {
          name: 'user-db-0',
          host: 'user-db-0.user-db.data.svc',
          port: 5432,
          database: 'users',
          user: 'users',
          password: 'secret:users/user-db/password',
          sslmode: 'require',
          alternatives: ['user-db-1.user-db.data.svc:5432'],
        },
      ],
      redis: [
        {
          name: 'redis-node-0',
          sentinel: {
            nodes: ['redis-node-0.redis-headless:26379', 'redis-node-1.redis-headless:26379'],
            master: 'mymaster',
            password: 'secret:users/redis/sentinel-password',
          },
          database: 2,
          password: 'secret:users/redis/redis-password',
        },
      ],
      upstreams: { 'auth-service': 'http://auth-service.auth.svc.cluster.local:8080' },
    },
  },
  {
    chart: 'Spring Boot with a mounted application.yml',
    service: 'orders',
    namespace: 'shop',
    pod: `
containers:
  - name: orders
    env:
      - { name: SPRING_PROFILES_ACTIVE, value: "prod,kubernetes" }
      - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: orders-db, key: password } } }
      - { name: SPRING_DATA_REDIS_HOST, value: orders-redis }
    volumeMounts:
      - { name: config, mountPath: /workspace/config }
volumes:
  - { name: config, configMap: { name: orders-config } }
`,
    configMaps: {
      'orders-config': {
        'application.yml': `
spring:
  datasource:
    url: jdbc:postgresql://\${DB_HOST:orders-db}:\${DB_PORT:5432}/orders
    username: orders
    password: \${DB_PASSWORD}
  data:
    redis:
      host: localhost
      port: 6379
  kafka:
    bootstrap-servers:
      - kafka-0.kafka-headless.kafka.svc:9092
      - kafka-1.kafka-headless.kafka.svc:9092
    consumer:
      group-id: orders
app:
  topics:
    events-topic: order-events
---
spring:
  config:
    activate:
      on-profile: dev
  datasource:
    url: jdbc:postgresql://localhost:5432/dev
`,
        'application-prod.yml': 'spring:\n  datasource:\n    username: orders-prod\n',
        'application-dev.properties': 'spring.kafka.bootstrap-servers=localhost:9092\n',
      },
    },
    expected: {
      postgres: [
        {
          name: 'orders-db',
          url: 'jdbc:postgresql://orders-db:5432/orders',
          user: 'orders-prod',
          password: 'secret:shop/orders-db/password',
        },
      ],
      redis: [{ name: 'orders-redis', host: 'orders-redis', port: 6379 }],
      kafka: [
        {
          name: 'kafka',
          brokers: ['kafka-0.kafka-headless.kafka.svc:9092', 'kafka-1.kafka-headless.kafka.svc:9092'],
          groups: ['orders'],
          topics: ['order-events'],
        },
      ],
    },
  },
  {
    chart: 'Spring Kafka with a login in JAAS',
    service: 'billing',
    namespace: 'shop',
    pod: `
containers:
  - name: billing
    env:
      - { name: SPRING_KAFKA_BOOTSTRAP_SERVERS, value: "b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9096,b-2.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9096" }
      - { name: SPRING_KAFKA_SECURITY_PROTOCOL, value: SASL_SSL }
      - { name: SPRING_KAFKA_PROPERTIES_SASL_MECHANISM, value: SCRAM-SHA-512 }
      - { name: KAFKA_PASSWORD, valueFrom: { secretKeyRef: { name: billing-kafka, key: password } } }
      - name: SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG
        value: org.apache.kafka.common.security.scram.ScramLoginModule required username="billing" password="$(KAFKA_PASSWORD)";
      - { name: SPRING_KAFKA_CONSUMER_GROUP_ID, value: billing }
      - { name: SPRING_KAFKA_TEMPLATE_DEFAULT_TOPIC, value: invoices }
      - { name: SPRING_KAFKA_LISTENER_CONCURRENCY, value: "3" }
      - { name: SCHEMA_REGISTRY_URL, value: "http://schema-registry.kafka:8081" }
      - { name: SPRING_R2DBC_URL, value: "r2dbc:postgresql://billing-db/billing" }
      - { name: SPRING_R2DBC_USERNAME, value: billing }
      - { name: SPRING_R2DBC_PASSWORD, value: hush-r2dbc }
`,
    expected: {
      postgres: [
        {
          name: 'billing-db',
          url: 'r2dbc:postgresql://billing-db/billing',
          user: 'billing',
          password: 'pod-env:shop/Deployment/billing/billing/SPRING_R2DBC_PASSWORD',
        },
      ],
      kafka: [
        {
          name: 'shop',
          brokers: [
            'b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9096',
            'b-2.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9096',
          ],
          sasl: { mechanism: 'SCRAM-SHA-512', username: 'billing', password: 'secret:shop/billing-kafka/password' },
          tls: true,
          groups: ['billing'],
          topics: ['invoices'],
        },
      ],
      upstreams: { 'schema-registry': 'http://schema-registry.kafka:8081' },
    },
  },
  {
    chart: 'Quarkus quickstart with two datasources',
    service: 'catalog',
    namespace: 'shop',
    pod: `
containers:
  - name: catalog
    env:
      - { name: KUBERNETES_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
      - { name: QUARKUS_DATASOURCE_DB_KIND, value: postgresql }
      - { name: QUARKUS_DATASOURCE_JDBC_URL, value: "jdbc:postgresql://catalog-db.$(KUBERNETES_NAMESPACE).svc:5432/catalog" }
      - { name: QUARKUS_DATASOURCE_USERNAME, valueFrom: { secretKeyRef: { name: catalog-db, key: user } } }
      - { name: QUARKUS_DATASOURCE_PASSWORD, valueFrom: { secretKeyRef: { name: catalog-db, key: password } } }
      - { name: QUARKUS_DATASOURCE__LEGACY__JDBC_URL, value: "jdbc:mysql://legacy-db:3306/old" }
      - { name: QUARKUS_REDIS_HOSTS, value: "redis://catalog-cache:6379" }
      - { name: KAFKA_BOOTSTRAP_SERVERS, value: "my-cluster-kafka-bootstrap.kafka.svc:9092" }
      - { name: MP_MESSAGING_INCOMING_PRICES_TOPIC, value: prices }
      - { name: MP_MESSAGING_INCOMING_PRICES_GROUP_ID, value: catalog }
      - { name: QUARKUS_REST_CLIENT_PRICING_URL, value: "http://pricing:8080" }
`,
    expected: {
      postgres: [
        {
          name: 'catalog-db',
          url: 'jdbc:postgresql://catalog-db.shop.svc:5432/catalog',
          user: 'secret:shop/catalog-db/user',
          password: 'secret:shop/catalog-db/password',
        },
      ],
      redis: [{ name: 'catalog-cache', url: 'redis://catalog-cache:6379' }],
      kafka: [
        {
          name: 'my-cluster-kafka-bootstrap',
          brokers: ['my-cluster-kafka-bootstrap.kafka.svc:9092'],
          groups: ['catalog'],
          topics: ['prices'],
        },
      ],
      upstreams: { pricing: 'http://pricing:8080' },
      others: ['mysql legacy-db'],
    },
  },
]
