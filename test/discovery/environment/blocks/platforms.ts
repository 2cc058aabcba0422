import type { Block } from '../block.ts'

export const platforms: readonly Block[] = [
  {
    // Hosts stand in config_template.yaml alone, which only Temporal reads.
    chart: 'temporalio/temporal',
    service: 'temporal-history',
    namespace: 'workflows',
    pod: `
containers:
  - name: temporal-history
    env:
      - { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
      - { name: SERVICES, value: history }
      - { name: TEMPORAL_SERVER_CONFIG_FILE_PATH, value: /etc/temporal/config/config_template.yaml }
      - name: TEMPORAL_DEFAULT_STORE_PASSWORD
        valueFrom: { secretKeyRef: { name: temporal-default-store, key: password } }
      - name: TEMPORAL_VISIBILITY_STORE_PASSWORD
        valueFrom: { secretKeyRef: { name: temporal-visibility-store, key: password } }
    volumeMounts:
      - { name: config, mountPath: /etc/temporal/config/config_template.yaml, subPath: config_template.yaml }
volumes:
  - { name: config, configMap: { name: temporal-config } }
`,
    configMaps: { 'temporal-config': { 'config_template.yaml': 'persistence:\n  defaultStore: default\n' } },
    expected: {},
  },
  {
    chart: 'bitnami/discourse',
    service: 'discourse',
    namespace: 'forum',
    pod: `
containers:
  - name: discourse
    env:
      - { name: DISCOURSE_PASSWORD, valueFrom: { secretKeyRef: { name: discourse, key: discourse-password } } }
      - { name: POSTGRESQL_CLIENT_POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: discourse-postgresql, key: postgres-password } } }
      - { name: DISCOURSE_DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: discourse-postgresql, key: password } } }
      - { name: DISCOURSE_REDIS_PASSWORD, valueFrom: { secretKeyRef: { name: discourse-redis, key: redis-password } } }
    envFrom:
      - configMapRef: { name: discourse }
`,
    configMaps: {
      discourse: {
        DISCOURSE_HOST: 'forum.example.com',
        DISCOURSE_USERNAME: 'user',
        DISCOURSE_EMAIL: 'user@example.com',
        DISCOURSE_REDIS_HOST: 'discourse-redis-master',
        DISCOURSE_REDIS_PORT_NUMBER: '6379',
        DISCOURSE_DATABASE_HOST: 'discourse-postgresql',
        DISCOURSE_DATABASE_PORT_NUMBER: '5432',
        DISCOURSE_DATABASE_NAME: 'bitnami_application',
        DISCOURSE_DATABASE_USER: 'bn_discourse',
        POSTGRESQL_CLIENT_DATABASE_HOST: 'discourse-postgresql',
        POSTGRESQL_CLIENT_DATABASE_PORT_NUMBER: '5432',
        POSTGRESQL_CLIENT_POSTGRES_USER: 'postgres',
        POSTGRESQL_CLIENT_CREATE_DATABASE_NAME: 'bitnami_application',
      },
    },
    expected: {
      postgres: [
        {
          name: 'discourse-postgresql',
          host: 'discourse-postgresql',
          port: 5432,
          database: 'bitnami_application',
          user: 'bn_discourse',
          password: 'secret:forum/discourse-postgresql/password',
        },
      ],
      redis: [
        {
          name: 'discourse-redis-master',
          host: 'discourse-redis-master',
          port: 6379,
          password: 'secret:forum/discourse-redis/redis-password',
        },
      ],
    },
  },
  {
    chart: 'goharbor/harbor core',
    service: 'harbor-core',
    namespace: 'registry',
    pod: `
containers:
  - name: core
    env:
      - { name: CORE_SECRET, valueFrom: { secretKeyRef: { name: harbor-core, key: secret } } }
      - { name: JOBSERVICE_SECRET, valueFrom: { secretKeyRef: { name: harbor-jobservice, key: JOBSERVICE_SECRET } } }
    envFrom:
      - configMapRef: { name: harbor-core }
      - secretRef: { name: harbor-core }
`,
    configMaps: {
      'harbor-core': {
        'app.conf': 'appname = Harbor\nrunmode = prod\n',
        PORT: '8080',
        DATABASE_TYPE: 'postgresql',
        POSTGRESQL_HOST: 'harbor-database',
        POSTGRESQL_PORT: '5432',
        POSTGRESQL_USERNAME: 'postgres',
        POSTGRESQL_DATABASE: 'registry',
        POSTGRESQL_SSLMODE: 'disable',
        POSTGRESQL_MAX_IDLE_CONNS: '100',
        EXT_ENDPOINT: 'https://core.harbor.domain',
        CORE_URL: 'http://harbor-core:80',
        JOBSERVICE_URL: 'http://harbor-jobservice',
        REGISTRY_URL: 'http://harbor-registry:5000',
        TOKEN_SERVICE_URL: 'http://harbor-core:80/service/token',
        WITH_TRIVY: 'true',
        TRIVY_ADAPTER_URL: 'http://harbor-trivy:8080',
        CONFIG_PATH: '/etc/core/app.conf',
        CHART_CACHE_DRIVER: 'redis',
        _REDIS_URL_CORE: 'redis://harbor-redis:6379/0?idle_timeout_seconds=30',
        _REDIS_URL_REG: 'redis://harbor-redis:6379/2?idle_timeout_seconds=30',
        PORTAL_URL: 'http://harbor-portal',
        REGISTRY_CONTROLLER_URL: 'http://harbor-registry:8080',
        NO_PROXY: 'harbor-core,harbor-jobservice,127.0.0.1,localhost,.local,.internal',
      },
    },
    secrets: {
      'harbor-core': [
        'secret',
        'secretKey',
        'HARBOR_ADMIN_PASSWORD',
        'POSTGRESQL_PASSWORD',
        'REGISTRY_CREDENTIAL_PASSWORD',
        'CSRF_KEY',
      ],
    },
    expected: {
      postgres: [
        {
          name: 'harbor-database',
          host: 'harbor-database',
          port: 5432,
          database: 'registry',
          user: 'postgres',
          password: 'secret:registry/harbor-core/POSTGRESQL_PASSWORD',
          sslmode: 'disable',
        },
      ],
      redis: [{ name: 'harbor-redis', url: 'redis://harbor-redis:6379/0?idle_timeout_seconds=30' }],
      upstreams: {
        'harbor-jobservice': 'http://harbor-jobservice',
        'harbor-portal': 'http://harbor-portal',
        'harbor-registry': 'http://harbor-registry:8080',
        'harbor-trivy': 'http://harbor-trivy:8080',
      },
    },
  },
  {
    // Databases stand in files that an init container puts together.
    chart: 'gitlab/gitlab webservice',
    service: 'gitlab-webservice',
    namespace: 'gitlab',
    pod: `
containers:
  - name: webservice
    env:
      - { name: GITLAB_WEBSERVER, value: puma }
      - { name: TMPDIR, value: /tmp/gitlab }
      - { name: CONFIG_TEMPLATE_DIRECTORY, value: /var/opt/gitlab/templates }
      - { name: CONFIG_DIRECTORY, value: /srv/gitlab/config }
      - { name: INTERNAL_PORT, value: "8080" }
      - { name: WORKHORSE_ARCHIVE_CACHE_DISABLED, value: "true" }
    volumeMounts:
      - { name: webservice-config, mountPath: /var/opt/gitlab/templates }
volumes:
  - { name: webservice-config, projected: { sources: [{ configMap: { name: gitlab-webservice } }] } }
`,
    configMaps: { 'gitlab-webservice': { 'database.yml.erb': 'production:\n  main:\n    host: gitlab-postgresql\n' } },
    expected: {},
  },
  {
    // The host of the database is in sentry.conf.py.
    chart: 'sentry-kubernetes/sentry web',
    service: 'sentry-web',
    namespace: 'sentry',
    pod: `
containers:
  - name: sentry-web
    env:
      - { name: SNUBA, value: "http://sentry-snuba:1218" }
      - { name: VROOM, value: "http://sentry-vroom:8085" }
      - { name: SENTRY_SECRET_KEY, valueFrom: { secretKeyRef: { name: sentry-sentry-secret, key: key } } }
      - { name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: sentry-sentry-postgresql, key: postgres-password } } }
      - { name: SENTRY_EMAIL_PASSWORD, value: "" }
`,
    expected: {
      upstreams: { 'sentry-snuba': 'http://sentry-snuba:1218', 'sentry-vroom': 'http://sentry-vroom:8085' },
      unresolved: ['no-host POSTGRES_PASSWORD'],
    },
  },
  {
    chart: 'sentry-kubernetes/sentry snuba',
    service: 'sentry-snuba-api',
    namespace: 'sentry',
    pod: `
containers:
  - name: sentry-snuba
    env:
      - { name: SNUBA_SETTINGS, value: /etc/snuba/settings.py }
      - { name: DEFAULT_BROKERS, value: "sentry-kafka:9092" }
      - { name: CLICKHOUSE_MAX_CONNECTIONS, value: "100" }
    envFrom:
      - secretRef: { name: sentry-snuba-env }
`,
    secrets: {
      'sentry-snuba-env': {
        CLICKHOUSE_HOST: 'sentry-clickhouse',
        CLICKHOUSE_PORT: '9000',
        CLICKHOUSE_PASSWORD: 'hush',
        REDIS_HOST: 'sentry-sentry-redis-master',
        REDIS_PORT: '6379',
        REDIS_PASSWORD: 'hush',
      },
    },
    expected: {
      redis: [
        {
          name: 'sentry-sentry-redis-master',
          host: 'secret:sentry/sentry-snuba-env/REDIS_HOST',
          password: 'secret:sentry/sentry-snuba-env/REDIS_PASSWORD',
          besides: { port: 'secret:sentry/sentry-snuba-env/REDIS_PORT' },
        },
      ],
      kafka: [{ name: 'sentry-kafka', brokers: ['sentry-kafka:9092'] }],
      others: ['clickhouse sentry-clickhouse'],
    },
  },
]
