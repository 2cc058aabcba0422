import type { Block } from '../block.ts'

export const infrastructure: readonly Block[] = [
  {
    chart: 'kong/kong',
    service: 'kong',
    namespace: 'gateway',
    pod: `
containers:
  - name: proxy
    env:
      - { name: KONG_ADMIN_LISTEN, value: "127.0.0.1:8444 http2 ssl, [::1]:8444 http2 ssl" }
      - { name: KONG_DATABASE, value: postgres }
      - { name: KONG_PG_HOST, value: kong-postgresql }
      - { name: KONG_PG_PORT, value: "5432" }
      - { name: KONG_PG_USER, value: kong }
      - { name: KONG_PG_DATABASE, value: kong }
      - { name: KONG_PG_PASSWORD, valueFrom: { secretKeyRef: { name: kong-postgresql, key: password } } }
      - { name: KONG_PG_RO_HOST, value: kong-postgresql-read }
      - { name: KONG_PROXY_LISTEN, value: "0.0.0.0:8000, [::]:8000" }
      - { name: KONG_STATUS_LISTEN, value: "0.0.0.0:8100" }
`,
    expected: {
      postgres: [
        {
          name: 'kong-postgresql',
          host: 'kong-postgresql',
          port: 5432,
          database: 'kong',
          user: 'kong',
          password: 'secret:gateway/kong-postgresql/password',
          replicas: [
            {
              name: 'kong-postgresql-read',
              host: 'kong-postgresql-read',
              port: 5432,
              database: 'kong',
              user: 'kong',
              password: 'secret:gateway/kong-postgresql/password',
            },
          ],
        },
      ],
    },
  },
  {
    chart: 'grafana/grafana with a database',
    service: 'grafana',
    namespace: 'monitoring',
    pod: `
containers:
  - name: grafana
    env:
      - { name: GF_SECURITY_ADMIN_USER, valueFrom: { secretKeyRef: { name: grafana, key: admin-user } } }
      - { name: GF_DATABASE_TYPE, value: postgres }
      - { name: GF_DATABASE_HOST, value: "grafana-db-rw.monitoring.svc:5432" }
      - { name: GF_DATABASE_NAME, value: grafana }
      - { name: GF_DATABASE_USER, valueFrom: { secretKeyRef: { name: grafana-db-app, key: username } } }
      - { name: GF_DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: grafana-db-app, key: password } } }
      - { name: GF_DATABASE_SSL_MODE, value: require }
      - { name: GF_SERVER_ROOT_URL, value: "https://grafana.example.com" }
`,
    expected: {
      postgres: [
        {
          name: 'grafana-db-rw',
          host: 'grafana-db-rw.monitoring.svc',
          port: 5432,
          database: 'grafana',
          user: 'secret:monitoring/grafana-db-app/username',
          password: 'secret:monitoring/grafana-db-app/password',
          sslmode: 'require',
        },
      ],
    },
  },
  {
    chart: 'gitea/gitea',
    service: 'gitea',
    namespace: 'git',
    pod: `
containers:
  - name: gitea
    env:
      - { name: SSH_LISTEN_PORT, value: "2222" }
      - { name: GITEA__database__DB_TYPE, value: postgres }
      - { name: GITEA__database__HOST, value: "gitea-postgresql-ha-pgpool.git.svc.cluster.local:5432" }
      - { name: GITEA__database__NAME, value: gitea }
      - { name: GITEA__database__USER, value: gitea }
      - { name: GITEA__database__PASSWD, valueFrom: { secretKeyRef: { name: gitea-db, key: password } } }
      - { name: VALKEY_PASSWORD, valueFrom: { secretKeyRef: { name: gitea-valkey-cluster, key: valkey-password } } }
      - name: GITEA__cache__HOST
        value: "redis+cluster://:$(VALKEY_PASSWORD)@gitea-valkey-cluster-headless.git.svc.cluster.local:6379/0?pool_size=100"
      - { name: GITEA__cache__ADAPTER, value: redis }
`,
    expected: {
      postgres: [
        {
          name: 'gitea-postgresql-ha',
          pooler: { name: 'gitea-postgresql-ha-pgpool' },
          host: 'gitea-postgresql-ha-pgpool.git.svc.cluster.local',
          port: 5432,
          database: 'gitea',
          user: 'gitea',
          password: 'secret:git/gitea-db/password',
          pooled: true,
        },
      ],
      redis: [
        {
          name: 'gitea-valkey-cluster-headless',
          cluster: { nodes: ['gitea-valkey-cluster-headless.git.svc.cluster.local:6379'] },
          password: 'secret:git/gitea-valkey-cluster/valkey-password',
        },
      ],
    },
  },
]
