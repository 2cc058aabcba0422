import type { Block } from '../block.ts'

export const demos: readonly Block[] = [
  {
    chart: 'GoogleCloudPlatform/microservices-demo checkout',
    service: 'checkoutservice',
    namespace: 'boutique',
    pod: `
containers:
  - name: server
    env:
      - { name: PORT, value: "5050" }
      - { name: PRODUCT_CATALOG_SERVICE_ADDR, value: "productcatalogservice:3550" }
      - { name: SHIPPING_SERVICE_ADDR, value: "shippingservice:50051" }
      - { name: PAYMENT_SERVICE_ADDR, value: "paymentservice:50051" }
      - { name: EMAIL_SERVICE_ADDR, value: "emailservice:5000" }
      - { name: CURRENCY_SERVICE_ADDR, value: "currencyservice:7000" }
      - { name: CART_SERVICE_ADDR, value: "cartservice:7070" }
      - { name: COLLECTOR_SERVICE_ADDR, value: "opentelemetrycollector:4317" }
`,
    expected: {
      upstreams: {
        productcatalogservice: 'productcatalogservice:3550',
        shippingservice: 'shippingservice:50051',
        paymentservice: 'paymentservice:50051',
        emailservice: 'emailservice:5000',
        currencyservice: 'currencyservice:7000',
        cartservice: 'cartservice:7070',
      },
    },
  },
  {
    chart: 'GoogleCloudPlatform/microservices-demo cart',
    service: 'cartservice',
    namespace: 'boutique',
    pod: `
containers:
  - name: server
    env:
      - { name: REDIS_ADDR, value: "redis-cart:6379" }
`,
    expected: { redis: [{ name: 'redis-cart', host: 'redis-cart', port: 6379 }] },
  },
  {
    chart: 'opentelemetry-demo accounting',
    service: 'accounting',
    namespace: 'otel-demo',
    pod: `
containers:
  - name: accounting
    env:
      - { name: OTEL_SERVICE_NAME, valueFrom: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/component']" } } }
      - { name: OTEL_COLLECTOR_NAME, value: otel-collector }
      - { name: KAFKA_ADDR, value: "kafka:9092" }
      - { name: DB_CONNECTION_STRING, value: "Host=postgresql;Username=otelu;Password=hush;Database=otel" }
      - { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "http://$(OTEL_COLLECTOR_NAME):4318" }
      - { name: OTEL_RESOURCE_ATTRIBUTES, value: "service.name=$(OTEL_SERVICE_NAME),service.namespace=opentelemetry-demo" }
`,
    expected: {
      postgres: [
        {
          name: 'postgresql',
          host: 'postgresql',
          database: 'otel',
          user: 'otelu',
          password: 'pod-env:otel-demo/Deployment/accounting/accounting/DB_CONNECTION_STRING#password',
        },
      ],
      kafka: [{ name: 'kafka', brokers: ['kafka:9092'] }],
    },
  },
  {
    chart: 'opentelemetry-demo product-catalog',
    service: 'product-catalog',
    namespace: 'otel-demo',
    pod: `
containers:
  - name: product-catalog
    env:
      - { name: FLAGD_HOST, value: flagd }
      - { name: FLAGD_PORT, value: "8013" }
      - { name: DB_CONNECTION_STRING, value: "postgres://otelu:hush@postgresql/otel?sslmode=disable" }
`,
    expected: {
      postgres: [
        {
          name: 'postgresql',
          url: 'pod-env:otel-demo/Deployment/product-catalog/product-catalog/DB_CONNECTION_STRING',
        },
      ],
    },
  },
  {
    chart: 'dockersamples/example-voting-app worker on Kubernetes',
    service: 'worker',
    namespace: 'vote',
    pod: `
containers:
  - name: worker
    image: dockersamples/examplevotingapp_worker
`,
    expected: {},
  },
  {
    chart: 'ultimate-go-service with a keyword string',
    service: 'sales',
    namespace: 'sales-system',
    pod: `
containers:
  - name: sales
    env:
      - { name: GOMAXPROCS, valueFrom: { resourceFieldRef: { resource: limits.cpu } } }
      - { name: SALES_DB_HOST, valueFrom: { configMapKeyRef: { name: app-config, key: db_host, optional: true } } }
      - { name: SALES_DB_USER, valueFrom: { configMapKeyRef: { name: app-config, key: db_user, optional: true } } }
      - { name: SALES_DB_PASSWORD, valueFrom: { configMapKeyRef: { name: app-config, key: db_password, optional: true } } }
      - { name: SALES_DB_DISABLE_TLS, valueFrom: { configMapKeyRef: { name: app-config, key: db_disabletls, optional: true } } }
      - { name: SALES_AUTH_HOST, value: "http://auth-service:6000" }
      - { name: SALES_TEMPO_HOST, value: "tempo:4317" }
`,
    configMaps: {
      'app-config': { db_host: 'database-service', db_user: 'postgres', db_password: 'hush', db_disabletls: 'true' },
    },
    expected: {
      postgres: [
        {
          name: 'database-service',
          host: 'database-service',
          user: 'postgres',
          password: 'pod-env:sales-system/Deployment/sales/sales/SALES_DB_PASSWORD',
          assumed: true,
        },
      ],
      upstreams: { 'auth-service': 'http://auth-service:6000' },
    },
  },
  {
    // The kubelet's own variables, written out as a person copied them from `env`.
    chart: 'service variables of Kubernetes',
    service: 'legacy',
    namespace: 'default',
    pod: `
containers:
  - name: legacy
    env:
      - { name: KUBERNETES_SERVICE_HOST, value: 10.96.0.1 }
      - { name: KUBERNETES_PORT, value: "tcp://10.96.0.1:443" }
      - { name: REDIS_SERVICE_HOST, value: 10.96.14.2 }
      - { name: REDIS_SERVICE_PORT, value: "6379" }
      - { name: REDIS_PORT, value: "tcp://10.96.14.2:6379" }
      - { name: REDIS_PORT_6379_TCP_ADDR, value: 10.96.14.2 }
      - { name: USER_DB_SERVICE_HOST, value: 10.96.15.3 }
      - { name: DATABASE_URL, value: "postgres://legacy@$(USER_DB_SERVICE_HOST):$(USER_DB_SERVICE_PORT)/legacy" }
`,
    expected: { postgres: [{ name: 'legacy-db', host: '10.96.15.3', database: 'legacy', user: 'legacy' }] },
  },
  {
    chart: 'variables that refer to a Service of the namespace',
    service: 'legacy',
    namespace: 'default',
    pod: `
containers:
  - name: legacy
    env:
      - { name: REDIS_URL, value: "redis://$(SESSION_CACHE_SERVICE_HOST):$(SESSION_CACHE_SERVICE_PORT)" }
`,
    expected: { redis: [{ name: 'session-cache', host: 'session-cache' }] },
  },
  {
    chart: 'envFrom with prefixes for two databases',
    service: 'report',
    namespace: 'data',
    pod: `
containers:
  - name: report
    envFrom:
      - { prefix: USERS_, configMapRef: { name: users-db } }
      - { prefix: USERS_, secretRef: { name: users-db } }
      - { prefix: ORDERS_, configMapRef: { name: orders-db } }
      - { prefix: ORDERS_, secretRef: { name: orders-db } }
`,
    configMaps: {
      'users-db': { DB_HOST: 'users-db.data.svc', DB_NAME: 'users', DB_USER: 'report', '1.invalid': 'x' },
      'orders-db': { DB_HOST: 'orders-db.data.svc', DB_NAME: 'orders', DB_USER: 'report' },
    },
    secrets: { 'users-db': ['DB_PASSWORD'], 'orders-db': ['DB_PASSWORD'] },
    expected: {
      postgres: [
        {
          name: 'users-db',
          host: 'users-db.data.svc',
          database: 'users',
          user: 'report',
          password: 'secret:data/users-db/DB_PASSWORD',
          assumed: true,
        },
        {
          name: 'orders-db',
          host: 'orders-db.data.svc',
          database: 'orders',
          user: 'report',
          password: 'secret:data/orders-db/DB_PASSWORD',
          assumed: true,
        },
      ],
    },
  },
]
