import type { Block } from '../block.ts'

export const frameworks: readonly Block[] = [
  {
    chart: 'Rails with Sidekiq',
    service: 'web',
    namespace: 'rails',
    pod: `
containers:
  - name: web
    env:
      - { name: RAILS_ENV, value: production }
      - { name: SECRET_KEY_BASE, valueFrom: { secretKeyRef: { name: rails, key: secret-key-base } } }
      - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: rails, key: database-url } } }
      - { name: CACHE_DATABASE_URL, valueFrom: { secretKeyRef: { name: rails, key: cache-database-url } } }
      - { name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: redis, key: redis-password } } }
      - { name: REDIS_URL, value: "redis://:$(REDIS_PASSWORD)@redis-master:6379/1" }
      - { name: SIDEKIQ_REDIS_URL, value: "redis://redis-master.rails.svc.cluster.local:6379/2" }
      - { name: RAILS_SERVE_STATIC_FILES, value: "true" }
`,
    expected: {
      postgres: [
        { name: 'web-db', url: 'secret:rails/rails/database-url', assumed: true },
        { name: 'web-db-2', url: 'secret:rails/rails/cache-database-url', assumed: true },
      ],
      redis: [
        {
          name: 'redis-master',
          host: 'redis-master',
          port: 6379,
          database: 1,
          password: 'secret:rails/redis/redis-password',
        },
      ],
    },
  },
  {
    chart: 'Django with Celery',
    service: 'api',
    namespace: 'django',
    pod: `
containers:
  - name: api
    env:
      - { name: DJANGO_SETTINGS_MODULE, value: config.settings.production }
      - { name: DJANGO_DB_ENGINE, value: django.db.backends.postgresql }
      - { name: DJANGO_DB_HOST, value: pgbouncer.database }
      - { name: DJANGO_DB_PORT, value: "6432" }
      - { name: DJANGO_DB_NAME, value: api }
      - { name: DJANGO_DB_USER, value: api }
      - { name: DJANGO_DB_PASSWORD, valueFrom: { secretKeyRef: { name: api, key: db-password } } }
      - { name: CACHE_URL, value: "rediscache://redis:6379/1" }
      - { name: CELERY_BROKER_URL, value: "amqp://api:hush@rabbitmq:5672/api" }
      - { name: CELERY_RESULT_BACKEND, value: "redis://redis:6379/3" }
      - { name: DJANGO_ALLOWED_HOSTS, value: "api.example.com,localhost" }
      - { name: EMAIL_URL, value: "smtp://user:hush@mail.example.com:587" }
`,
    expected: {
      postgres: [
        {
          name: 'api-db',
          pooler: { name: 'pgbouncer' },
          host: 'pgbouncer.database',
          port: 6432,
          database: 'api',
          user: 'api',
          password: 'secret:django/api/db-password',
          pooled: true,
        },
      ],
      redis: [{ name: 'redis', host: 'redis', port: 6379, database: 1 }],
      others: ['amqp rabbitmq', 'smtp mail'],
    },
  },
  {
    chart: 'Laravel',
    service: 'shop',
    namespace: 'laravel',
    pod: `
containers:
  - name: php
    envFrom:
      - configMapRef: { name: shop-env }
      - secretRef: { name: shop-env, optional: true }
    env:
      - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: shop-db, key: password } } }
`,
    configMaps: {
      'shop-env': {
        APP_URL: 'https://shop.example.com',
        DB_CONNECTION: 'pgsql',
        DB_HOST: 'shop-db',
        DB_PORT: '5432',
        DB_DATABASE: 'shop',
        DB_USERNAME: 'shop',
        BROADCAST_DRIVER: 'redis',
        CACHE_DRIVER: 'redis',
        QUEUE_CONNECTION: 'redis',
        REDIS_HOST: 'shop-redis',
        REDIS_PASSWORD: 'null',
        REDIS_PORT: '6379',
        MEMCACHED_HOST: '127.0.0.1',
        MAIL_HOST: 'mailhog',
      },
    },
    expected: {
      postgres: [
        {
          name: 'shop-db',
          host: 'shop-db',
          port: 5432,
          database: 'shop',
          user: 'shop',
          password: 'secret:laravel/shop-db/password',
        },
      ],
      redis: [{ name: 'shop-redis', host: 'shop-redis', port: 6379 }],
      others: ['memcached memcached'],
      unresolved: ['forbidden'],
    },
  },
  {
    chart: 'ASP.NET Core',
    service: 'basket',
    namespace: 'eshop',
    pod: `
containers:
  - name: basket
    env:
      - { name: ASPNETCORE_ENVIRONMENT, value: Production }
      - { name: ASPNETCORE_URLS, value: "http://+:8080" }
      - { name: ConnectionStrings__DefaultConnection, value: "Host=basket-db;Port=5432;Database=basket;Username=basket;Password=hush;SSL Mode=Require" }
      - { name: ConnectionStrings__Redis, value: "basket-cache:6380,password=hush,ssl=True,abortConnect=False,defaultDatabase=1" }
      - { name: ConnectionStrings__Catalog, value: "Server=tcp:catalog.database.windows.net,1433;Initial Catalog=catalog;User ID=app;Password=hush" }
      - { name: Kafka__BootstrapServers, value: "kafka.messaging:9092" }
      - { name: Kafka__GroupId, value: basket }
      - { name: Services__Ordering__BaseUrl, value: "http://ordering" }
`,
    expected: {
      postgres: [
        {
          name: 'basket-db',
          host: 'basket-db',
          port: 5432,
          database: 'basket',
          user: 'basket',
          password: 'pod-env:eshop/Deployment/basket/basket/ConnectionStrings__DefaultConnection#password',
          sslmode: 'require',
        },
      ],
      redis: [
        {
          name: 'basket-cache',
          host: 'basket-cache',
          port: 6380,
          database: 1,
          password: 'pod-env:eshop/Deployment/basket/basket/ConnectionStrings__Redis#password',
          tls: true,
        },
      ],
      kafka: [{ name: 'kafka', brokers: ['kafka.messaging:9092'], groups: ['basket'] }],
      upstreams: { ordering: 'http://ordering' },
      others: ['sqlserver catalog'],
    },
  },
  {
    chart: 'NestJS with TypeORM',
    service: 'accounts',
    namespace: 'nest',
    pod: `
containers:
  - name: accounts
    env:
      - { name: TYPEORM_CONNECTION, value: postgres }
      - { name: TYPEORM_HOST, value: accounts-db }
      - { name: TYPEORM_PORT, value: "5432" }
      - { name: TYPEORM_DATABASE, value: accounts }
      - { name: TYPEORM_USERNAME, value: accounts }
      - { name: TYPEORM_PASSWORD, value: hush }
      - { name: TYPEORM_SYNCHRONIZE, value: "false" }
      - { name: REDIS_CLUSTER_NODES, value: "redis-0.redis:6379,redis-1.redis:6379,redis-2.redis:6379" }
      - { name: KAFKA_BROKERS, value: "kafka:9092" }
      - { name: KAFKA_CLIENT_ID, value: accounts }
      - { name: KAFKA_CONSUMER_GROUP, value: accounts-consumer }
      - { name: USER_EVENTS_TOPIC, value: user-events }
      - { name: AUTH_SERVICE_URL, value: "http://auth-service:8080" }
      - { name: PAYMENTS_API_URL, value: "https://api.payments.example.com/v1" }
`,
    expected: {
      postgres: [
        {
          name: 'accounts-db',
          host: 'accounts-db',
          port: 5432,
          database: 'accounts',
          user: 'accounts',
          password: 'pod-env:nest/Deployment/accounts/accounts/TYPEORM_PASSWORD',
        },
      ],
      redis: [
        { name: 'redis-0', cluster: { nodes: ['redis-0.redis:6379', 'redis-1.redis:6379', 'redis-2.redis:6379'] } },
      ],
      kafka: [{ name: 'kafka', brokers: ['kafka:9092'], groups: ['accounts-consumer'], topics: ['user-events'] }],
      upstreams: {
        'auth-service': 'http://auth-service:8080',
        'api.payments.example.com': 'https://api.payments.example.com/v1',
      },
    },
  },
  {
    chart: 'Next.js with Prisma behind a pooler',
    service: 'site',
    namespace: 'web',
    pod: `
containers:
  - name: site
    envFrom:
      - { secretRef: { name: site-db }, prefix: "" }
    env:
      - { name: NEXTAUTH_URL, value: "https://www.example.com" }
`,
    secrets: {
      'site-db': {
        DATABASE_URL: 'postgres://site:hush@site-pooler-rw.data:5432/site?pgbouncer=true&connection_limit=1',
        DIRECT_URL: 'postgres://site:hush@site-pg-rw.data:5432/site',
        SHADOW_DATABASE_URL: 'postgres://site:hush@site-pg-rw.data:5432/shadow',
        REPLICA_DATABASE_URL: 'postgres://site:hush@site-pg-ro.data:5432/site',
      },
    },
    expected: {
      postgres: [
        {
          name: 'site',
          pooler: { name: 'site-pooler-rw' },
          url: 'secret:web/site-db/DATABASE_URL',
          directUrl: 'secret:web/site-db/DIRECT_URL',
          replicas: [{ name: 'site-pg-ro', url: 'secret:web/site-db/REPLICA_DATABASE_URL' }],
          pooled: true,
        },
      ],
    },
  },
]
