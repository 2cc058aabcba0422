import type { Block } from '../block.ts'

export const content: readonly Block[] = [
  {
    chart: 'chatwoot/chatwoot',
    service: 'chatwoot-web',
    namespace: 'support',
    pod: `
containers:
  - name: chatwoot-web
    env:
      - { name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: chatwoot-postgresql, key: postgres-password } } }
      - { name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: chatwoot-redis, key: redis-password } } }
    envFrom:
      - secretRef: { name: chatwoot-env }
`,
    secrets: {
      'chatwoot-env': {
        POSTGRES_HOST: 'chatwoot-chatwoot-postgresql',
        POSTGRES_PORT: '5432',
        POSTGRES_USERNAME: 'postgres',
        POSTGRES_DATABASE: 'chatwoot_production',
        REDIS_HOST: 'chatwoot-chatwoot-redis-master',
        REDIS_PORT: '6379',
        REDIS_URL: 'redis://:hush@chatwoot-chatwoot-redis-master:6379',
        FRONTEND_URL: 'https://support.example.com',
      },
    },
    expected: {
      postgres: [
        {
          name: 'chatwoot-chatwoot-postgresql',
          host: 'secret:support/chatwoot-env/POSTGRES_HOST',
          database: 'secret:support/chatwoot-env/POSTGRES_DATABASE',
          user: 'secret:support/chatwoot-env/POSTGRES_USERNAME',
          password: 'secret:support/chatwoot-postgresql/postgres-password',
          besides: { port: 'secret:support/chatwoot-env/POSTGRES_PORT' },
        },
      ],
      redis: [{ name: 'chatwoot-chatwoot-redis-master', url: 'secret:support/chatwoot-env/REDIS_URL' }],
    },
  },
  {
    chart: 'strapi/strapi',
    service: 'strapi',
    namespace: 'cms',
    pod: `
containers:
  - name: strapi
    env:
      - { name: DATABASE_CLIENT, value: postgres }
      - { name: DATABASE_HOST, value: strapi-postgresql }
      - { name: DATABASE_PORT, value: "5432" }
      - { name: DATABASE_NAME, value: strapi }
      - { name: DATABASE_USERNAME, value: strapi }
      - { name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: strapi-postgresql, key: password } } }
      - { name: DATABASE_SSL, value: "false" }
      - { name: APP_KEYS, valueFrom: { secretKeyRef: { name: strapi, key: appKeys } } }
`,
    expected: {
      postgres: [
        {
          name: 'strapi-postgresql',
          host: 'strapi-postgresql',
          port: 5432,
          database: 'strapi',
          user: 'strapi',
          password: 'secret:cms/strapi-postgresql/password',
        },
      ],
    },
  },
  {
    chart: 'directus-labs/directus',
    service: 'directus',
    namespace: 'cms',
    pod: `
containers:
  - name: directus
    env:
      - { name: DB_CLIENT, value: mysql }
      - { name: DB_HOST, value: directus-mysql }
      - { name: DB_PORT, value: "3306" }
      - { name: DB_DATABASE, value: directus }
      - { name: DB_USER, value: directus }
      - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: directus-mysql, key: mysql-password } } }
      - { name: REDIS_ENABLED, value: "true" }
      - { name: CACHE_ENABLED, value: "true" }
      - { name: CACHE_STORE, value: redis }
      - { name: REDIS_HOST, value: directus-redis-master }
      - { name: REDIS_PORT, value: "6379" }
      - { name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: directus-redis, key: redis-password } } }
      - { name: PUBLIC_URL, value: "http://directus.example.com" }
`,
    expected: {
      redis: [
        {
          name: 'directus-redis-master',
          host: 'directus-redis-master',
          port: 6379,
          password: 'secret:cms/directus-redis/redis-password',
        },
      ],
      others: ['mysql directus-mysql'],
    },
  },
  {
    chart: 'imio/plausible-analytics',
    service: 'plausible',
    namespace: 'web',
    pod: `
containers:
  - name: plausible-analytics
    env:
      - { name: BASE_URL, value: "https://stats.example.com" }
      - { name: DATABASE_URL, value: "postgres://postgres:hush@plausible-postgresql/plausible_db" }
      - { name: CLICKHOUSE_DATABASE_URL, value: "http://clickhouse:hush@plausible-clickhouse:8123/plausible_events_db" }
      - { name: MAILER_EMAIL, value: hello@example.com }
      - { name: SMTP_HOST_ADDR, value: localhost }
`,
    expected: {
      postgres: [
        { name: 'plausible-postgresql', url: 'pod-env:web/Deployment/plausible/plausible-analytics/DATABASE_URL' },
      ],
      others: ['clickhouse plausible-clickhouse', 'smtp smtp'],
    },
  },
  {
    chart: 'posthog/posthog web',
    service: 'posthog-web',
    namespace: 'web',
    pod: `
containers:
  - name: posthog-web
    env:
      - { name: SITE_URL, value: "https://posthog.example.com" }
      - { name: POSTHOG_POSTGRES_HOST, value: posthog-pgbouncer }
      - { name: POSTHOG_POSTGRES_PORT, value: "6543" }
      - { name: POSTHOG_DB_NAME, value: posthog }
      - { name: POSTHOG_DB_USER, value: postgres }
      - { name: POSTHOG_DB_PASSWORD, valueFrom: { secretKeyRef: { name: posthog-posthog-postgresql, key: postgresql-password } } }
      - { name: USING_PGBOUNCER, value: "true" }
      - { name: POSTHOG_REDIS_HOST, value: posthog-posthog-redis-master }
      - { name: POSTHOG_REDIS_PORT, value: "6379" }
      - { name: KAFKA_HOSTS, value: "posthog-posthog-kafka:9092" }
      - { name: KAFKA_URL, value: "kafka://posthog-posthog-kafka:9092" }
      - { name: CLICKHOUSE_HOST, value: clickhouse-posthog }
      - { name: CLICKHOUSE_DATABASE, value: posthog }
      - { name: CLICKHOUSE_SECURE, value: "false" }
      - { name: STATSD_HOST, value: posthog-prometheus-statsd-exporter }
`,
    expected: {
      postgres: [
        {
          name: 'posthog',
          pooler: { name: 'posthog-pgbouncer' },
          host: 'posthog-pgbouncer',
          port: 6543,
          database: 'posthog',
          user: 'postgres',
          password: 'secret:web/posthog-posthog-postgresql/postgresql-password',
          pooled: true,
        },
      ],
      redis: [{ name: 'posthog-posthog-redis-master', host: 'posthog-posthog-redis-master', port: 6379 }],
      kafka: [{ name: 'posthog-posthog-kafka', brokers: ['posthog-posthog-kafka:9092'] }],
      others: ['clickhouse clickhouse-posthog'],
    },
  },
]
