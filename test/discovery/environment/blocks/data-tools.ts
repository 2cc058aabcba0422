import type { Block } from '../block.ts'

export const dataTools: readonly Block[] = [
  {
    // The connections are whole URLs in Secrets; nothing but their content says what they are.
    chart: 'apache/airflow',
    service: 'airflow-scheduler',
    namespace: 'data',
    pod: `
containers:
  - name: scheduler
    env:
      - name: AIRFLOW__CORE__FERNET_KEY
        valueFrom: { secretKeyRef: { name: airflow-fernet-key, key: fernet-key } }
      - name: AIRFLOW__CORE__SQL_ALCHEMY_CONN
        valueFrom: { secretKeyRef: { name: airflow-airflow-metadata, key: connection } }
      - name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
        valueFrom: { secretKeyRef: { name: airflow-airflow-metadata, key: connection } }
      - name: AIRFLOW_CONN_AIRFLOW_DB
        valueFrom: { secretKeyRef: { name: airflow-airflow-metadata, key: connection } }
      - name: AIRFLOW__WEBSERVER__SECRET_KEY
        valueFrom: { secretKeyRef: { name: airflow-webserver-secret-key, key: webserver-secret-key } }
      - name: AIRFLOW__CELERY__BROKER_URL
        valueFrom: { secretKeyRef: { name: airflow-broker-url, key: connection } }
`,
    expected: {
      postgres: [
        { name: 'airflow-scheduler-db', url: 'secret:data/airflow-airflow-metadata/connection', assumed: true },
      ],
      unresolved: ['forbidden AIRFLOW__CELERY__BROKER_URL'],
    },
  },
  {
    chart: 'apache/airflow with Secrets that may be read',
    service: 'airflow-worker',
    namespace: 'data',
    pod: `
containers:
  - name: worker
    env:
      - name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
        valueFrom: { secretKeyRef: { name: airflow-airflow-metadata, key: connection } }
      - name: AIRFLOW_CONN_AIRFLOW_DB
        valueFrom: { secretKeyRef: { name: airflow-airflow-metadata, key: connection } }
      - name: AIRFLOW__CELERY__RESULT_BACKEND
        valueFrom: { secretKeyRef: { name: airflow-airflow-result-backend, key: connection } }
      - name: AIRFLOW__CELERY__BROKER_URL
        valueFrom: { secretKeyRef: { name: airflow-broker-url, key: connection } }
`,
    secrets: {
      'airflow-airflow-metadata': {
        connection: 'postgresql://airflow:hush@airflow-pgbouncer.data:6543/airflow-metadata?sslmode=disable',
      },
      'airflow-airflow-result-backend': {
        connection: 'db+postgresql://airflow:hush@airflow-pgbouncer.data:6543/airflow-result-backend?sslmode=disable',
      },
      'airflow-broker-url': { connection: 'redis://:hush@airflow-redis:6379/0' },
    },
    expected: {
      postgres: [
        {
          name: 'airflow',
          pooler: { name: 'airflow-pgbouncer' },
          url: 'secret:data/airflow-airflow-metadata/connection',
          pooled: true,
        },
        {
          name: 'airflow-2',
          pooler: { name: 'airflow-pgbouncer' },
          host: 'secret:data/airflow-airflow-result-backend/connection#host',
          database: 'secret:data/airflow-airflow-result-backend/connection#database',
          user: 'secret:data/airflow-airflow-result-backend/connection#user',
          password: 'secret:data/airflow-airflow-result-backend/connection#password',
          sslmode: 'disable',
          besides: { port: 'secret:data/airflow-airflow-result-backend/connection#port' },
          pooled: true,
        },
      ],
      redis: [{ name: 'airflow-redis', url: 'secret:data/airflow-broker-url/connection' }],
    },
  },
  {
    chart: 'apache/superset',
    service: 'superset',
    namespace: 'data',
    pod: `
containers:
  - name: superset
    env:
      - { name: SUPERSET_PORT, value: "8088" }
    envFrom:
      - secretRef: { name: superset-env }
    volumeMounts:
      - { name: superset-config, mountPath: /app/pythonpath, readOnly: true }
volumes:
  - name: superset-config
    secret: { secretName: superset-config }
`,
    secrets: { 'superset-env': ['REDIS_HOST', 'REDIS_PORT', 'DB_HOST', 'DB_PORT', 'DB_USER', 'DB_PASS', 'DB_NAME'] },
    expected: {
      postgres: [
        {
          name: 'superset-db',
          host: 'secret:data/superset-env/DB_HOST',
          database: 'secret:data/superset-env/DB_NAME',
          user: 'secret:data/superset-env/DB_USER',
          password: 'secret:data/superset-env/DB_PASS',
          besides: { port: 'secret:data/superset-env/DB_PORT' },
          assumed: true,
        },
      ],
      redis: [
        {
          name: 'superset-redis',
          host: 'secret:data/superset-env/REDIS_HOST',
          besides: { port: 'secret:data/superset-env/REDIS_PORT' },
        },
      ],
    },
  },
  {
    chart: 'apache/superset without the right to see Secrets',
    service: 'superset',
    namespace: 'data',
    pod: `
containers:
  - name: superset
    env:
      - { name: SUPERSET_PORT, value: "8088" }
    envFrom:
      - secretRef: { name: superset-env }
`,
    expected: { unresolved: ['forbidden'] },
  },
  {
    chart: 'pmint93/metabase',
    service: 'metabase',
    namespace: 'data',
    pod: `
containers:
  - name: metabase
    env:
      - { name: MB_JETTY_HOST, value: 0.0.0.0 }
      - { name: MB_JETTY_PORT, value: "3000" }
      - { name: MB_DB_TYPE, value: postgres }
      - { name: MB_DB_HOST, value: metabase-db.data.svc.cluster.local }
      - { name: MB_DB_PORT, value: "5432" }
      - { name: MB_DB_DBNAME, value: metabase }
      - { name: MB_DB_USER, valueFrom: { secretKeyRef: { name: metabase-database, key: username } } }
      - { name: MB_DB_PASS, valueFrom: { secretKeyRef: { name: metabase-database, key: password } } }
      - { name: MB_PASSWORD_COMPLEXITY, value: normal }
      - { name: MB_SITE_URL, value: "https://bi.example.com" }
`,
    expected: {
      postgres: [
        {
          name: 'metabase-db',
          host: 'metabase-db.data.svc.cluster.local',
          port: 5432,
          database: 'metabase',
          user: 'secret:data/metabase-database/username',
          password: 'secret:data/metabase-database/password',
        },
      ],
    },
  },
  {
    chart: 'hasura/graphql-engine',
    service: 'hasura',
    namespace: 'api',
    pod: `
containers:
  - name: graphql-engine
    env:
      - name: HASURA_GRAPHQL_METADATA_DATABASE_URL
        valueFrom: { secretKeyRef: { name: hasura-secrets, key: metadataDbUrl } }
      - name: HASURA_GRAPHQL_DATABASE_URL
        valueFrom: { secretKeyRef: { name: hasura-secrets, key: databaseUrl } }
      - name: HASURA_GRAPHQL_REDIS_URL
        valueFrom: { secretKeyRef: { name: hasura-secrets, key: redisUrl } }
      - name: HASURA_GRAPHQL_ADMIN_SECRET
        valueFrom: { secretKeyRef: { name: hasura-secrets, key: adminSecret } }
      - { name: HASURA_GRAPHQL_ENABLE_CONSOLE, value: "true" }
      - { name: ACTION_BASE_URL, value: "http://actions.api.svc:3000" }
`,
    expected: {
      postgres: [
        { name: 'hasura-db', url: 'secret:api/hasura-secrets/metadataDbUrl', assumed: true },
        { name: 'hasura-db-2', url: 'secret:api/hasura-secrets/databaseUrl', assumed: true },
      ],
      redis: [{ name: 'hasura-redis', url: 'secret:api/hasura-secrets/redisUrl' }],
      upstreams: { actions: 'http://actions.api.svc:3000' },
    },
  },
  {
    chart: 'langfuse/langfuse',
    service: 'langfuse-web',
    namespace: 'llm',
    pod: `
containers:
  - name: langfuse-web
    env:
      - { name: NEXTAUTH_URL, value: "http://localhost:3000" }
      - { name: NEXTAUTH_SECRET, valueFrom: { secretKeyRef: { name: langfuse-app, key: nextauth-secret } } }
      - { name: DATABASE_HOST, value: langfuse-postgresql }
      - { name: DATABASE_PORT, value: "5432" }
      - { name: DATABASE_USERNAME, value: langfuse }
      - { name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: langfuse-postgresql-auth, key: USERDB_PASSWORD } } }
      - { name: DATABASE_NAME, value: postgres_langfuse }
      - { name: REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: langfuse-redis-auth, key: default } } }
      - { name: REDIS_TLS_ENABLED, value: "false" }
      - { name: REDIS_CONNECTION_STRING, value: "redis://default:$(REDIS_PASSWORD)@langfuse-redis:6379/0" }
      - { name: CLICKHOUSE_MIGRATION_URL, value: "clickhouse://langfuse-clickhouse-headless:9000" }
      - { name: CLICKHOUSE_URL, value: "http://langfuse-clickhouse-headless:8123" }
      - { name: CLICKHOUSE_USER, value: default }
      - { name: CLICKHOUSE_PASSWORD, valueFrom: { secretKeyRef: { name: langfuse-clickhouse-auth, key: password } } }
      - { name: LANGFUSE_S3_EVENT_UPLOAD_ENDPOINT, value: "http://langfuse-s3-all-in-one:8333" }
`,
    expected: {
      postgres: [
        {
          name: 'langfuse-postgresql',
          host: 'langfuse-postgresql',
          port: 5432,
          database: 'postgres_langfuse',
          user: 'langfuse',
          password: 'secret:llm/langfuse-postgresql-auth/USERDB_PASSWORD',
        },
      ],
      redis: [
        {
          name: 'langfuse-redis',
          host: 'langfuse-redis',
          port: 6379,
          username: 'default',
          password: 'secret:llm/langfuse-redis-auth/default',
        },
      ],
      upstreams: { 'langfuse-s3-all-in-one': 'http://langfuse-s3-all-in-one:8333' },
      others: ['clickhouse langfuse-clickhouse-headless'],
    },
  },
]
