import type { Block } from '../block.ts'

export const collaboration: readonly Block[] = [
  {
    chart: '8gears/n8n',
    service: 'n8n',
    namespace: 'tools',
    pod: `
containers:
  - name: n8n
    envFrom:
      - configMapRef: { name: n8n-app-config }
      - secretRef: { name: n8n-app-secret }
`,
    configMaps: {
      'n8n-app-config': {
        DB_TYPE: 'postgresdb',
        DB_POSTGRESDB_HOST: 'n8n-postgresql',
        DB_POSTGRESDB_PORT: '5432',
        DB_POSTGRESDB_DATABASE: 'n8n',
        DB_POSTGRESDB_USER: 'n8n',
        DB_POSTGRESDB_POOL_SIZE: '2',
        EXECUTIONS_MODE: 'queue',
        QUEUE_BULL_REDIS_HOST: 'n8n-valkey-primary',
        QUEUE_BULL_REDIS_PORT: '6379',
        QUEUE_BULL_REDIS_DB: '0',
        N8N_HOST: 'n8n.example.com',
        N8N_PORT: '5678',
        WEBHOOK_URL: 'https://n8n.example.com/',
      },
    },
    secrets: { 'n8n-app-secret': ['DB_POSTGRESDB_PASSWORD', 'N8N_ENCRYPTION_KEY'] },
    expected: {
      postgres: [
        {
          name: 'n8n-postgresql',
          host: 'n8n-postgresql',
          port: 5432,
          database: 'n8n',
          user: 'n8n',
          password: 'secret:tools/n8n-app-secret/DB_POSTGRESDB_PASSWORD',
        },
      ],
      redis: [{ name: 'n8n-valkey-primary', host: 'n8n-valkey-primary', port: 6379 }],
    },
  },
  {
    chart: 'mattermost/mattermost-team-edition',
    service: 'mattermost',
    namespace: 'chat',
    pod: `
containers:
  - name: mattermost-team-edition
    env:
      - name: MM_CONFIG
        valueFrom: { secretKeyRef: { name: mattermost-mattermost-dbsecret, key: mattermost.dbsecret } }
    envFrom:
      - secretRef: { name: mattermost-config }
`,
    secrets: { 'mattermost-config': ['MM_PLUGINSETTINGS_CLIENTDIRECTORY', 'MM_SERVICESETTINGS_SITEURL'] },
    expected: { unresolved: ['forbidden MM_CONFIG'] },
  },
  {
    chart: 'mattermost/mattermost-enterprise-edition',
    service: 'mattermost',
    namespace: 'chat',
    pod: `
containers:
  - name: mattermost-enterprise-edition
    env:
      - { name: MM_SQLSETTINGS_DRIVERNAME, value: postgres }
      - name: MM_SQLSETTINGS_DATASOURCE
        valueFrom: { secretKeyRef: { name: mattermost-db, key: DB_CONNECTION_STRING } }
      - { name: MM_CLUSTERSETTINGS_ENABLE, value: "true" }
      - { name: MM_FILESETTINGS_AMAZONS3ENDPOINT, value: "mattermost-minio:9000" }
`,
    secrets: {
      'mattermost-db': {
        DB_CONNECTION_STRING: 'postgres://mmuser:hush@mattermost-pg-rw.data:5432/mattermost?sslmode=require',
      },
    },
    expected: { postgres: [{ name: 'mattermost-pg-rw', url: 'secret:chat/mattermost-db/DB_CONNECTION_STRING' }] },
  },
  {
    chart: 'community-charts/outline',
    service: 'outline',
    namespace: 'wiki',
    pod: `
containers:
  - name: outline
    env:
      - { name: URL, value: "https://wiki.example.com" }
      - { name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: outline-postgresql, key: postgres-password } } }
      - { name: DATABASE_URL, value: "postgresql://postgres:$(POSTGRES_PASSWORD)@outline-postgresql:5432/outline" }
      - { name: PGSSLMODE, value: disable }
      - { name: REDIS_URL, value: "redis://outline-redis-master:6379" }
      - { name: FILE_STORAGE, value: local }
`,
    expected: {
      postgres: [
        {
          name: 'outline-postgresql',
          host: 'outline-postgresql',
          port: 5432,
          database: 'outline',
          user: 'postgres',
          password: 'secret:wiki/outline-postgresql/postgres-password',
          sslmode: 'disable',
        },
      ],
      redis: [{ name: 'outline-redis-master', url: 'redis://outline-redis-master:6379' }],
    },
  },
  {
    chart: 'nextcloud/nextcloud',
    service: 'nextcloud',
    namespace: 'files',
    pod: `
containers:
  - name: nextcloud
    env:
      - { name: POSTGRES_HOST, value: nextcloud-postgresql }
      - { name: POSTGRES_DB, value: nextcloud }
      - { name: POSTGRES_USER, valueFrom: { secretKeyRef: { name: nextcloud-db, key: db-username } } }
      - { name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: nextcloud-db, key: db-password } } }
      - { name: NEXTCLOUD_ADMIN_USER, valueFrom: { secretKeyRef: { name: nextcloud, key: nextcloud-username } } }
      - { name: NEXTCLOUD_TRUSTED_DOMAINS, value: nextcloud.kube.home }
      - { name: REDIS_HOST, value: nextcloud-redis-master }
      - { name: REDIS_HOST_PORT, value: "6379" }
      - { name: REDIS_HOST_PASSWORD, value: hush-changeme }
`,
    expected: {
      postgres: [
        {
          name: 'nextcloud-postgresql',
          host: 'nextcloud-postgresql',
          database: 'nextcloud',
          user: 'secret:files/nextcloud-db/db-username',
          password: 'secret:files/nextcloud-db/db-password',
        },
      ],
      redis: [
        {
          name: 'nextcloud-redis-master',
          host: 'nextcloud-redis-master',
          port: 6379,
          password: 'pod-env:files/Deployment/nextcloud/nextcloud/REDIS_HOST_PASSWORD',
        },
      ],
    },
  },
  {
    chart: 'nextcloud/nextcloud with MariaDB',
    service: 'nextcloud',
    namespace: 'files',
    pod: `
containers:
  - name: nextcloud
    env:
      - { name: MYSQL_HOST, value: nextcloud-mariadb }
      - { name: MYSQL_DATABASE, value: nextcloud }
      - { name: MYSQL_USER, valueFrom: { secretKeyRef: { name: nextcloud-db, key: db-username } } }
      - { name: MYSQL_PASSWORD, valueFrom: { secretKeyRef: { name: nextcloud-db, key: db-password } } }
`,
    expected: { others: ['mysql nextcloud-mariadb'] },
  },
  {
    chart: 'requarks/wiki',
    service: 'wiki',
    namespace: 'wiki',
    pod: `
containers:
  - name: wiki
    env:
      - { name: DB_TYPE, value: postgres }
      - { name: DB_HOST, value: wiki-postgresql }
      - { name: DB_PORT, value: "5432" }
      - { name: DB_NAME, value: wiki }
      - { name: DB_USER, value: postgres }
      - { name: DB_SSL, value: "false" }
      - { name: DB_SSL_CA, value: "" }
      - { name: DB_PASS, valueFrom: { secretKeyRef: { name: wiki-postgresql, key: postgresql-password } } }
      - { name: HA_ACTIVE, value: "false" }
`,
    expected: {
      postgres: [
        {
          name: 'wiki-postgresql',
          host: 'wiki-postgresql',
          port: 5432,
          database: 'wiki',
          user: 'postgres',
          password: 'secret:wiki/wiki-postgresql/postgresql-password',
        },
      ],
    },
  },
]
