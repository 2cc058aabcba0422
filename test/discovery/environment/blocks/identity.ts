import type { Block } from '../block.ts'

export const identity: readonly Block[] = [
  {
    chart: 'bitnami/keycloak',
    service: 'keycloak',
    namespace: 'auth',
    pod: `
containers:
  - name: keycloak
    env:
      - name: KUBERNETES_NAMESPACE
        valueFrom: { fieldRef: { apiVersion: v1, fieldPath: metadata.namespace } }
      - { name: BITNAMI_DEBUG, value: "false" }
      - name: KEYCLOAK_ADMIN_PASSWORD
        valueFrom: { secretKeyRef: { name: keycloak, key: admin-password } }
      - name: KEYCLOAK_DATABASE_PASSWORD
        valueFrom: { secretKeyRef: { name: keycloak-postgresql, key: password } }
      - { name: KEYCLOAK_HTTP_RELATIVE_PATH, value: / }
    envFrom:
      - configMapRef: { name: keycloak-env-vars }
`,
    configMaps: {
      'keycloak-env-vars': {
        KEYCLOAK_ADMIN: 'user',
        KEYCLOAK_HTTP_PORT: '8080',
        KEYCLOAK_DATABASE_HOST: 'keycloak-postgresql',
        KEYCLOAK_DATABASE_PORT: '5432',
        KEYCLOAK_DATABASE_NAME: 'bitnami_keycloak',
        KEYCLOAK_DATABASE_USER: 'bn_keycloak',
        KEYCLOAK_PRODUCTION: 'false',
        KEYCLOAK_CACHE_TYPE: 'ispn',
        JAVA_OPTS_APPEND: '-Djgroups.dns.query=keycloak-headless.auth.svc.cluster.local',
        KEYCLOAK_LOG_OUTPUT: 'default',
      },
    },
    expected: {
      postgres: [
        {
          name: 'keycloak-postgresql',
          host: 'keycloak-postgresql',
          port: 5432,
          database: 'bitnami_keycloak',
          user: 'bn_keycloak',
          password: 'secret:auth/keycloak-postgresql/password',
        },
      ],
    },
  },
  {
    // externalDatabase.existingSecret with keys for host, port, user and database: all of them come by envFrom.
    chart: 'bitnami/keycloak with everything in a Secret',
    service: 'keycloak',
    namespace: 'auth',
    pod: `
containers:
  - name: keycloak
    env:
      - name: KEYCLOAK_DATABASE_PASSWORD
        valueFrom: { secretKeyRef: { name: keycloak-db, key: KEYCLOAK_DATABASE_PASSWORD } }
    envFrom:
      - configMapRef: { name: keycloak-env-vars }
      - secretRef: { name: keycloak-db }
`,
    configMaps: { 'keycloak-env-vars': { KEYCLOAK_ADMIN: 'user', KEYCLOAK_CACHE_TYPE: 'local' } },
    secrets: {
      'keycloak-db': [
        'KEYCLOAK_DATABASE_HOST',
        'KEYCLOAK_DATABASE_PORT',
        'KEYCLOAK_DATABASE_USER',
        'KEYCLOAK_DATABASE_NAME',
        'KEYCLOAK_DATABASE_PASSWORD',
      ],
    },
    expected: {
      postgres: [
        {
          name: 'keycloak-db',
          host: 'secret:auth/keycloak-db/KEYCLOAK_DATABASE_HOST',
          database: 'secret:auth/keycloak-db/KEYCLOAK_DATABASE_NAME',
          user: 'secret:auth/keycloak-db/KEYCLOAK_DATABASE_USER',
          password: 'secret:auth/keycloak-db/KEYCLOAK_DATABASE_PASSWORD',
          besides: { port: 'secret:auth/keycloak-db/KEYCLOAK_DATABASE_PORT' },
          assumed: true,
        },
      ],
    },
  },
  {
    chart: 'codecentric/keycloakx',
    service: 'keycloak',
    namespace: 'auth',
    pod: `
containers:
  - name: keycloak
    args: [start]
    env:
      - { name: KC_HTTP_RELATIVE_PATH, value: /auth }
      - { name: KC_CACHE, value: ispn }
      - { name: KC_CACHE_STACK, value: kubernetes }
      - { name: KC_PROXY_HEADERS, value: forwarded }
      - { name: KC_DB, value: postgres }
      - { name: KC_DB_URL_HOST, value: identity-pg-rw.data.svc }
      - { name: KC_DB_URL_PORT, value: "5432" }
      - { name: KC_DB_URL_DATABASE, value: keycloak }
      - { name: KC_DB_USERNAME, value: keycloak }
      - name: KC_DB_PASSWORD
        valueFrom: { secretKeyRef: { name: keycloak-database, key: password } }
      - { name: KC_METRICS_ENABLED, value: "true" }
`,
    expected: {
      postgres: [
        {
          name: 'identity-pg-rw',
          host: 'identity-pg-rw.data.svc',
          port: 5432,
          database: 'keycloak',
          user: 'keycloak',
          password: 'secret:auth/keycloak-database/password',
        },
      ],
    },
  },
  {
    // The chart writes its whole configuration into one Secret.
    chart: 'goauthentik/authentik',
    service: 'authentik-server',
    namespace: 'auth',
    pod: `
containers:
  - name: server
    args: [server]
    envFrom:
      - secretRef: { name: authentik }
    env:
      - { name: AUTHENTIK_LISTEN__HTTP, value: "0.0.0.0:9000" }
      - { name: AUTHENTIK_LISTEN__METRICS, value: "0.0.0.0:9300" }
`,
    secrets: {
      authentik: {
        AUTHENTIK_SECRET_KEY: 'hush-1',
        AUTHENTIK_EMAIL__PORT: '587',
        AUTHENTIK_POSTGRESQL__HOST: 'authentik-postgresql',
        AUTHENTIK_POSTGRESQL__NAME: 'authentik',
        AUTHENTIK_POSTGRESQL__USER: 'authentik',
        AUTHENTIK_POSTGRESQL__PASSWORD: 'hush-2',
        AUTHENTIK_POSTGRESQL__PORT: '5432',
        AUTHENTIK_REDIS__HOST: 'authentik-redis-master',
        AUTHENTIK_REDIS__PASSWORD: '',
      },
    },
    expected: {
      postgres: [
        {
          name: 'authentik-postgresql',
          host: 'secret:auth/authentik/AUTHENTIK_POSTGRESQL__HOST',
          database: 'secret:auth/authentik/AUTHENTIK_POSTGRESQL__NAME',
          user: 'secret:auth/authentik/AUTHENTIK_POSTGRESQL__USER',
          password: 'secret:auth/authentik/AUTHENTIK_POSTGRESQL__PASSWORD',
          besides: { port: 'secret:auth/authentik/AUTHENTIK_POSTGRESQL__PORT' },
        },
      ],
      redis: [{ name: 'authentik-redis-master', host: 'secret:auth/authentik/AUTHENTIK_REDIS__HOST' }],
    },
  },
  {
    chart: 'zitadel/zitadel',
    service: 'zitadel',
    namespace: 'auth',
    pod: `
containers:
  - name: zitadel
    env:
      - { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
      - { name: ZITADEL_EXTERNALDOMAIN, value: login.example.com }
      - { name: ZITADEL_DATABASE_POSTGRES_HOST, value: db-postgresql }
      - { name: ZITADEL_DATABASE_POSTGRES_PORT, value: "5432" }
      - { name: ZITADEL_DATABASE_POSTGRES_DATABASE, value: zitadel }
      - { name: ZITADEL_DATABASE_POSTGRES_MAXOPENCONNS, value: "20" }
      - { name: ZITADEL_DATABASE_POSTGRES_USER_USERNAME, value: zitadel }
      - name: ZITADEL_DATABASE_POSTGRES_USER_PASSWORD
        valueFrom: { secretKeyRef: { name: zitadel-user, key: password } }
      - { name: ZITADEL_DATABASE_POSTGRES_USER_SSL_MODE, value: verify-full }
      - { name: ZITADEL_DATABASE_POSTGRES_ADMIN_USERNAME, value: postgres }
      - name: ZITADEL_DATABASE_POSTGRES_ADMIN_PASSWORD
        valueFrom: { secretKeyRef: { name: postgres-admin, key: password } }
      - { name: ZITADEL_DATABASE_POSTGRES_ADMIN_SSL_MODE, value: verify-full }
`,
    expected: {
      postgres: [
        {
          name: 'db-postgresql',
          host: 'db-postgresql',
          port: 5432,
          database: 'zitadel',
          user: 'zitadel',
          password: 'secret:auth/zitadel-user/password',
          sslmode: 'verify-full',
        },
      ],
    },
  },
  {
    chart: 'ory/kratos',
    service: 'kratos',
    namespace: 'ory',
    pod: `
containers:
  - name: kratos
    env:
      - { name: DSN, valueFrom: { secretKeyRef: { name: kratos, key: dsn } } }
      - { name: SECRETS_DEFAULT, valueFrom: { secretKeyRef: { name: kratos, key: secretsDefault, optional: true } } }
      - { name: COURIER_SMTP_CONNECTION_URI, valueFrom: { secretKeyRef: { name: kratos, key: smtpConnectionURI } } }
`,
    expected: {
      postgres: [{ name: 'kratos-db', url: 'secret:ory/kratos/dsn', assumed: true }],
      others: ['smtp smtp'],
    },
  },
  {
    chart: 'ory/hydra with a Secret that may be read',
    service: 'hydra',
    namespace: 'ory',
    pod: `
containers:
  - name: hydra
    env:
      - { name: URLS_SELF_ISSUER, value: "https://login.example.com/" }
      - { name: DSN, valueFrom: { secretKeyRef: { name: hydra, key: dsn } } }
      - { name: SECRETS_SYSTEM, valueFrom: { secretKeyRef: { name: hydra, key: secretsSystem } } }
`,
    secrets: { hydra: { dsn: 'mysql://ory:hush@tcp(hydra-mysql:3306)/hydra?max_conns=20', secretsSystem: 'hush' } },
    expected: { others: ['mysql hydra-mysql'] },
  },
]
