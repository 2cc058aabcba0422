import { describe, expect, test } from 'vitest'
import { classifyFailure } from '../../../src/facts/logs/signatures.ts'

/** Text, signature, system, address: the words of real drivers. */
type Row = readonly [text: string, signature: string, system: string | null, address?: string]

const rows: Record<string, readonly Row[]> = {
  'node-postgres': [
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connection-refused', 'postgres', '127.0.0.1:5432'],
    [
      'database connection failed | connect ECONNREFUSED ::1:41234 | code: ECONNREFUSED',
      'connection-refused',
      'postgres',
      '::1:41234',
    ],
    ['getaddrinfo ENOTFOUND user-db.internal', 'name-not-found', null, 'user-db.internal'],
    ['password authentication failed for user "app"', 'authentication-failed', 'postgres'],
    [
      'no pg_hba.conf entry for host "10.1.2.3", user "app", database "users", no encryption',
      'no-pg-hba-entry',
      'postgres',
    ],
    ['sorry, too many clients already', 'too-many-connections', 'postgres'],
    [
      'remaining connection slots are reserved for roles with the SUPERUSER attribute',
      'too-many-connections',
      'postgres',
    ],
    ['timeout exceeded when trying to connect', 'pool-timeout', 'postgres'],
    ['Connection terminated unexpectedly', 'connection-reset', null],
    ['canceling statement due to statement timeout', 'statement-timeout', 'postgres'],
    ['canceling statement due to lock timeout', 'lock-timeout', 'postgres'],
    ['deadlock detected', 'deadlock', 'postgres'],
    ['cannot execute INSERT in a read-only transaction', 'read-only', 'postgres'],
    ['could not extend file "base/16384/16397": No space left on device', 'disk-full', 'postgres'],
    ['relation "users" does not exist', 'schema-mismatch', 'postgres'],
    ['column u.nickname does not exist', 'schema-mismatch', 'postgres'],
    ['column "nickname" of relation "users" does not exist', 'schema-mismatch', 'postgres'],
    ['the database system is starting up', 'database-unavailable', 'postgres'],
    ['terminating connection due to administrator command', 'database-unavailable', 'postgres'],
    ['GET /search failed | code: 57014', 'statement-timeout', 'postgres'],
    ['database "users" does not exist', 'database-missing', 'postgres'],
    ['permission denied for table users', 'permission-denied', 'postgres'],
    ['query_wait_timeout', 'pooler-timeout', 'pgbouncer'],
  ],
  'Spring and Hikari': [
    ['HikariPool-1 - Connection is not available, request timed out after 30000ms.', 'pool-timeout', 'postgres'],
    [
      'org.postgresql.util.PSQLException: Connection to user-db:5432 refused. Check that the hostname and port are correct',
      'connection-refused',
      'postgres',
      'user-db:5432',
    ],
    [
      'org.postgresql.util.PSQLException: FATAL: password authentication failed for user "app"',
      'authentication-failed',
      'postgres',
    ],
    [
      '[Consumer clientId=c-1] Connection to node -1 (kafka/10.0.0.9:9092) could not be established. Broker may not be available.',
      'connection-refused',
      'kafka',
      'kafka:9092',
    ],
    [
      'Error deserializing VALUE for partition user-events-3 at offset 42. If needed, please seek past the record',
      'kafka-poison',
      'kafka',
    ],
    ["CircuitBreaker 'auth' is OPEN and does not permit further calls", 'breaker-open', null],
    ['java.lang.OutOfMemoryError: Java heap space', 'heap-exhausted', null],
    [
      'PKIX path building failed: unable to find valid certification path to requested target',
      'certificate-untrusted',
      null,
    ],
    [
      'io.jsonwebtoken.SignatureException: JWT signature does not match locally computed signature',
      'token-key-mismatch',
      null,
    ],
  ],
  Go: [
    ['dial tcp 10.0.0.5:5432: connect: connection refused', 'connection-refused', 'postgres', '10.0.0.5:5432'],
    ['dial tcp: lookup user-db on 10.96.0.10:53: no such host', 'name-not-found', null, 'user-db'],
    ['dial tcp 10.0.0.5:6379: i/o timeout', 'connection-timeout', 'redis', '10.0.0.5:6379'],
    ['pq: password authentication failed for user "app"', 'authentication-failed', 'postgres'],
    [
      'failed to connect to `host=user-db user=app database=users`: dial error (dial tcp 10.0.0.5:5432: connect: connection refused)',
      'connection-refused',
      'postgres',
      '10.0.0.5:5432',
    ],
    ['ERROR: canceling statement due to statement timeout (SQLSTATE 57014)', 'statement-timeout', 'postgres'],
    ['redis: connection pool timeout', 'pool-timeout', 'redis'],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-11-22T03:00:00Z',
      'certificate-expired',
      null,
    ],
    ['kafka: client has run out of available brokers to talk to', 'connection-refused', 'kafka'],
    ['circuit breaker is open', 'breaker-open', null],
  ],
  Python: [
    [
      'connection to server at "user-db" (10.0.0.5), port 5432 failed: Connection refused',
      'connection-refused',
      'postgres',
      'user-db:5432',
    ],
    [
      'psycopg2.OperationalError: could not translate host name "user-db" to address: Name or service not known',
      'name-not-found',
      'postgres',
      'user-db',
    ],
    ['QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00', 'pool-timeout', 'postgres'],
    ['Error 111 connecting to cache:6379. Connection refused.', 'connection-refused', 'redis', 'cache:6379'],
    ['redis.exceptions.TimeoutError: Timeout reading from socket', 'connection-timeout', 'redis'],
    ['jwt.exceptions.ExpiredSignatureError: Signature has expired', 'token-expired', null],
    ['The token is not yet valid (iat)', 'token-not-yet-valid', null],
  ],
  Redis: [
    [
      'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
      'redis-not-persisting',
      'redis',
    ],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'redis-full', 'redis'],
    ['LOADING Redis is loading the dataset in memory', 'redis-loading', 'redis'],
    ["READONLY You can't write against a read only replica.", 'read-only', 'redis'],
    ['NOAUTH Authentication required.', 'authentication-failed', 'redis'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'authentication-failed', 'redis'],
    ['ERR max number of clients reached', 'too-many-connections', 'redis'],
    ['CLUSTERDOWN The cluster is down', 'redis-cluster-down', 'redis'],
    [
      'Reached the max retries per request limit (which is 1). Refer to "maxRetriesPerRequest" option for details.',
      'host-unreachable',
      'redis',
    ],
    ['cache get failed | Command timed out', 'connection-timeout', 'redis'],
  ],
  kafkajs: [
    [
      '[Connection] Connection error: connect ECONNREFUSED 127.0.0.1:43111 | broker: 127.0.0.1:43111',
      'connection-refused',
      'kafka',
      '127.0.0.1:43111',
    ],
    ['The group coordinator is not available', 'kafka-coordinator', 'kafka'],
    [
      'Messages are rejected since there are fewer in-sync replicas than required',
      'kafka-not-enough-replicas',
      'kafka',
    ],
    ['The group is rebalancing, so a rejoin is needed', 'kafka-rebalance', 'kafka'],
    [
      'There is no leader for this topic-partition as we are in the middle of a leadership election',
      'kafka-leader',
      'kafka',
    ],
    [
      'SASL SCRAM-SHA-256 authentication failed: Authentication failed during authentication due to invalid credentials',
      'authentication-failed',
      'kafka',
    ],
    ['could not handle record users[0]@42 | Unexpected token \'x\', "xx" is not valid JSON', 'kafka-poison', 'kafka'],
    [
      'could not handle record users[2]@7 | event does not match schema user-event v1: type or userId is missing',
      'kafka-poison',
      'kafka',
    ],
  ],
  tokens: [
    ['invalid token: signature verification failed', 'token-key-mismatch', null],
    ['JsonWebTokenError: invalid signature', 'token-key-mismatch', null],
    ['no applicable key found in the JSON Web Key Set', 'token-key-mismatch', null],
    ['invalid token: "nbf" claim timestamp check failed', 'token-not-yet-valid', null],
    ['invalid token: "iat" claim timestamp check failed (it should be in the past)', 'token-not-yet-valid', null],
    ['NotBeforeError: jwt not active', 'token-not-yet-valid', null],
    ['TokenExpiredError: jwt expired', 'token-expired', null],
    ['invalid token: "exp" claim timestamp check failed', 'token-expired', null],
  ],
  others: [
    [
      'circuit breaker auth is open: auth service http://127.0.0.1:4010 unavailable: fetch failed: connect ECONNREFUSED 127.0.0.1:4010',
      'breaker-open',
      null,
      '127.0.0.1:4010',
    ],
    ['auth service http://auth:4010 unavailable: answered 503', 'upstream-error', null, 'auth:4010'],
    ['unable to verify the first certificate', 'certificate-untrusted', null],
    [
      "Hostname/IP does not match certificate's altnames: Host: users. is not in the cert's altnames",
      'certificate-name',
      null,
    ],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'heap-exhausted', null],
    [
      'MongoServerSelectionError: connect ECONNREFUSED 10.0.0.7:27017',
      'connection-refused',
      'mongodb',
      '10.0.0.7:27017',
    ],
  ],
}

describe.each(Object.keys(rows))('reads the failures of %s', (title) => {
  test.each(rows[title]?.map((row) => ({ row })) ?? [])('$row.0', ({ row: [text, signature, system, address] }) => {
    const failure = classifyFailure(text)
    expect(failure).toMatchObject({ signature, system })
    if (address === undefined) return
    expect([failure?.host, failure?.port].filter((part) => part !== null).join(':')).toBe(address)
  })
})

test('names the record that a consumer cannot get past', () => {
  expect(classifyFailure('could not handle record users[0]@42 | Unexpected token')?.record).toEqual({
    topic: 'users',
    partition: 0,
    offset: 42,
  })
})

test('a record that failed because the database is away is no poison', () => {
  expect(classifyFailure('could not handle record users[0]@42 | connect ECONNREFUSED 127.0.0.1:5432')).toMatchObject({
    signature: 'connection-refused',
  })
})

test.each([
  'GET /users/57014 took 53300 ms',
  'request completed',
  'invalid token: no bearer token in the Authorization header',
  'circuit breaker auth closed',
  'redis ready',
  'Unexpected token } in JSON at position 4',
  'user logged in, session timeout is 30 min',
  'wrong e-mail address or password',
  "TypeError: Cannot read properties of undefined (reading 'theme')",
  'duplicate key value violates unique constraint "users_email_key"',
])('says nothing of a line without a known failure: %s', (text) => {
  expect(classifyFailure(text)).toBeNull()
})
