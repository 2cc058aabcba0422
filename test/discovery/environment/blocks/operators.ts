import type { Block } from '../block.ts'

export const operators: readonly Block[] = [
  {
    chart: 'GoogleCloudPlatform cloud-sql-proxy sidecar',
    service: 'gke-app',
    namespace: 'default',
    pod: `
containers:
  - name: gke-app
    env:
      - { name: DB_HOST, value: 127.0.0.1 }
      - { name: DB_PORT, value: "5432" }
      - { name: DB_USER, valueFrom: { secretKeyRef: { name: gke-cloud-sql-secrets, key: username } } }
      - { name: DB_PASS, valueFrom: { secretKeyRef: { name: gke-cloud-sql-secrets, key: password } } }
      - { name: DB_NAME, valueFrom: { secretKeyRef: { name: gke-cloud-sql-secrets, key: database } } }
  - name: cloud-sql-proxy
    image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
    args: ["--private-ip", "--structured-logs", "--port=5432", "project:region:instance"]
`,
    expected: {
      postgres: [
        {
          name: 'gke-app-db',
          host: '127.0.0.1',
          port: 5432,
          user: 'secret:default/gke-cloud-sql-secrets/username',
          password: 'secret:default/gke-cloud-sql-secrets/password',
          database: 'secret:default/gke-cloud-sql-secrets/database',
          inPod: true,
        },
      ],
    },
  },
  {
    chart: 'cloud-sql-proxy with a socket',
    service: 'gke-app',
    namespace: 'default',
    pod: `
containers:
  - name: gke-app
    env:
      - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: cloudsql, key: password } } }
      - { name: DATABASE_URL, value: "postgresql://app:$(DB_PASSWORD)@/app?host=/cloudsql/project:region:instance" }
`,
    expected: {
      postgres: [
        {
          name: 'gke-app-db',
          host: '/cloudsql/project:region:instance',
          user: 'app',
          password: 'secret:default/cloudsql/password',
          database: 'app',
          inPod: true,
        },
      ],
    },
  },
  {
    chart: 'cloudnative-pg application Secret',
    service: 'app',
    namespace: 'data',
    pod: `
containers:
  - name: app
    env:
      - { name: PGHOST, valueFrom: { secretKeyRef: { name: cluster-example-app, key: host } } }
      - { name: PGPORT, valueFrom: { secretKeyRef: { name: cluster-example-app, key: port } } }
      - { name: PGDATABASE, valueFrom: { secretKeyRef: { name: cluster-example-app, key: dbname } } }
      - { name: PGUSER, valueFrom: { secretKeyRef: { name: cluster-example-app, key: username } } }
      - { name: PGPASSWORD, valueFrom: { secretKeyRef: { name: cluster-example-app, key: password } } }
      - { name: PGSSLMODE, value: require }
`,
    expected: {
      postgres: [
        {
          name: 'app-db',
          host: 'secret:data/cluster-example-app/host',
          database: 'secret:data/cluster-example-app/dbname',
          user: 'secret:data/cluster-example-app/username',
          password: 'secret:data/cluster-example-app/password',
          sslmode: 'require',
          besides: { port: 'secret:data/cluster-example-app/port' },
        },
      ],
    },
  },
  {
    chart: 'CrunchyData postgres-operator user Secret that may be read',
    service: 'hippo-app',
    namespace: 'data',
    pod: `
containers:
  - name: app
    env:
      - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: hippo-pguser-hippo, key: pgbouncer-uri } } }
      - { name: JDBC_URL, valueFrom: { secretKeyRef: { name: hippo-pguser-hippo, key: jdbc-uri } } }
`,
    secrets: {
      'hippo-pguser-hippo': {
        'pgbouncer-uri': 'postgresql://hippo:hush@hippo-pgbouncer.data.svc:5432/hippo',
        'jdbc-uri': 'jdbc:postgresql://hippo-primary.data.svc:5432/hippo?password=hush&user=hippo',
      },
    },
    expected: {
      postgres: [
        {
          name: 'hippo',
          pooler: { name: 'hippo-pgbouncer' },
          url: 'secret:data/hippo-pguser-hippo/pgbouncer-uri',
          pooled: true,
        },
        { name: 'hippo-primary', url: 'secret:data/hippo-pguser-hippo/jdbc-uri' },
      ],
    },
  },
  {
    chart: 'zalando postgres-operator credentials',
    service: 'foo-app',
    namespace: 'foo',
    pod: `
containers:
  - name: app
    env:
      - { name: DB_HOST, value: acid-minimal-cluster.databases }
      - { name: DB_NAME, value: foo }
      - { name: DB_USERNAME, valueFrom: { secretKeyRef: { name: foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do, key: username } } }
      - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do, key: password } } }
      - { name: DB_READ_HOST, value: acid-minimal-cluster-repl.databases }
`,
    expected: {
      postgres: [
        {
          name: 'acid-minimal-cluster',
          host: 'acid-minimal-cluster.databases',
          database: 'foo',
          user: 'secret:foo/foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do/username',
          password: 'secret:foo/foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do/password',
          replicas: [
            {
              name: 'acid-minimal-cluster-repl',
              host: 'acid-minimal-cluster-repl.databases',
              database: 'foo',
              user: 'secret:foo/foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do/username',
              password: 'secret:foo/foo-user.acid-minimal-cluster.credentials.postgresql.acid.zalan.do/password',
            },
          ],
          assumed: true,
        },
      ],
    },
  },
]
