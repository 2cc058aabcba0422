import { addressIn, recordIn, systemIn } from './addresses.ts'
import type { FailedSystem, Failure, Signature } from './failure.ts'

type Rule = readonly [signature: Signature, pattern: RegExp, system?: FailedSystem]

/** Texts longer than this are read up to here: the reason comes first. */
const readLength = 4_000

/**
 * What a text of a driver, a library or a server says went wrong; null where it says nothing that is known here.
 * Works on the raw text; what it returns holds addresses and names of topics only.
 */
export function classifyFailure(text: string): Failure | null {
  const read = text.slice(0, readLength)
  const record = recordIn(read)
  const rule = rules.find(([, pattern]) => pattern.test(read)) ?? (record && poison.test(read) ? poisonRule : undefined)
  if (rule === undefined) return null
  const [signature, , system] = rule
  const { host, port } = withoutAddress.has(signature) ? { host: null, port: null } : addressIn(read)
  return {
    signature,
    system: system ?? systemIn(read, port),
    ...{ host, port },
    record: signature === 'kafka-poison' ? record : null,
  }
}

/** Their texts name the address of the client, or a page, and not what failed. */
const withoutAddress: ReadonlySet<Signature> = new Set([
  'no-pg-hba-entry',
  'token-key-mismatch',
  'token-not-yet-valid',
  'token-expired',
  'heap-exhausted',
  'event-loop-blocked',
])

/** What a handler says of a record that it will never understand. Without a place in a topic it is only a bad request. */
const poison =
  /SyntaxError|Unexpected (token|end of|non-whitespace)|not valid JSON|invalid (JSON|character)|JSONDecodeError|deserializ|does not match (the )?schema|schema (mismatch|validation)|cannot unmarshal|JsonParseException|InvalidFormat|MismatchedInput|UnrecognizedProperty|magic byte|violates .{0,40}constraint|invalid input syntax|value too long|TypeError|Cannot read propert/i
const poisonRule: Rule = ['kafka-poison', poison, 'kafka']

/** The first that matches counts: what tells more stands before what tells less. A code of digits only is one where it is named so. SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const rules: readonly Rule[] = [
  [
    'heap-exhausted',
    /heap out of memory|java\.lang\.OutOfMemoryError|\bMemoryError\b|fatal error: (runtime: )?out of memory/i,
  ],
  [
    'event-loop-blocked',
    /event[ -]?loop (is |was |has been )?(blocked|lagging|stalled)|Thread blocked|has been blocked for \d+ ?ms/i,
  ],
  ['breaker-open', /circuit ?breaker .{0,80}\b(is|opened|open)\b|\bbreaker is open|CallNotPermittedException/i],

  [
    'token-expired',
    /jwt expired|"exp" claim timestamp check failed|token (is|has) expired|Signature has expired|JWT expired|ExpiredJwtException|timestamp check failed \(too far in the past\)/i,
  ],
  [
    'token-not-yet-valid',
    /"(nbf|iat)" claim timestamp check failed|jwt not active|not (valid|active) yet|not yet valid \((nbf|iat)\)|used before issued|PrematureJwt|issued in the future/i,
  ],
  [
    'token-key-mismatch',
    /signature verification failed|invalid signature|(token|jwt) signature is invalid|signature is invalid|JWT signature does not match|no applicable key found in the JSON Web Key Set|(unknown|no matching|unable to find a) (kid|signing key)/i,
  ],

  ['certificate-expired', /certificate has expired|CERT_HAS_EXPIRED|certificate expired|CertificateExpiredException/i],
  [
    'certificate-name',
    /does not match certificate's altnames|ERR_TLS_CERT_ALTNAME_INVALID|x509: certificate is valid for|No subject alternative (DNS )?names? matching|Hostname mismatch/i,
  ],
  [
    'certificate-untrusted',
    /self[- ]signed certificate|SELF_SIGNED_CERT|unable to verify the first certificate|unable to get (local )?issuer|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|certificate signed by unknown authority|PKIX path building failed|CERTIFICATE_VERIFY_FAILED/i,
  ],

  ['pooler-login-failed', /server login (has been failing|failed)|pgbouncer cannot connect to server/i, 'pgbouncer'],
  ['pooler-timeout', /query_wait_timeout/i, 'pgbouncer'],
  ['too-many-connections', /no more connections allowed \(max_client_conn\)/i, 'pgbouncer'],
  ['no-pg-hba-entry', /no pg_hba\.conf entry/i, 'postgres'],
  [
    'authentication-failed',
    /password authentication failed|\b28P01\b|role "[^"]*" (does not exist|is not permitted to log in)|SASL: SCRAM-SERVER-FINAL-MESSAGE|client password must be a string|\bSASL authentication failed\b/i,
    'postgres',
  ],
  ['authentication-failed', /WRONGPASS|NOAUTH|invalid password.*\bredis\b|invalid username-password pair/i, 'redis'],
  [
    'authentication-failed',
    /SASL [\w-]+( [\w-]+)* authentication failed|SaslAuthenticationException|SASL_AUTHENTICATION_FAILED|Authentication failed during authentication due to invalid credentials/i,
    'kafka',
  ],
  ['authentication-failed', /Mongo\w*: (bad auth|Authentication failed)/i, 'mongodb'],
  [
    'too-many-connections',
    /too many clients already|remaining connection slots are reserved|too many connections for (role|database)|(code|sqlstate)\W{1,3}53300\b/i,
    'postgres',
  ],
  ['too-many-connections', /max number of clients reached/i, 'redis'],
  ['pool-timeout', /redis: connection pool timeout|Could not get a resource from the pool/i, 'redis'],
  [
    'pool-timeout',
    /timeout exceeded when trying to connect|Connection is not available, request timed out after|QueuePool limit .{0,60}timed out|ResourceRequest timed out|Timeout acquiring a connection|connection pool exhausted|couldn't get a connection after/i,
    'postgres',
  ],
  [
    'statement-timeout',
    /canceling statement due to (statement timeout|user request)|Query read timeout|(code|sqlstate)\W{1,3}57014\b/i,
    'postgres',
  ],
  ['lock-timeout', /canceling statement due to lock timeout|could not obtain lock|\b55P03\b/i, 'postgres'],
  ['deadlock', /deadlock detected|\b40P01\b/i, 'postgres'],
  ['disk-full', /could not (extend|write to) file/i, 'postgres'],
  ['disk-full', /No space left on device|(code|sqlstate)\W{1,3}53100\b|ENOSPC/i],
  ['read-only', /READONLY You can't write|can't write against a read ?only/i, 'redis'],
  [
    'read-only',
    /in a read-only transaction|cannot execute \w+( \w+)? during recovery|(code|sqlstate)\W{1,3}25006\b/i,
    'postgres',
  ],
  [
    'database-unavailable',
    /the database system is (starting up|shutting down|in recovery mode|not yet accepting connections|not accepting connections)|terminating connection due to|\b57P0[123]\b/i,
    'postgres',
  ],
  ['database-missing', /database "[^"]*" does not exist|(code|sqlstate)\W{1,3}3D000\b/i, 'postgres'],
  [
    'schema-mismatch',
    /relation "[^"]*" does not exist|column "?[\w.]+"? (of relation "[^"]*" )?does not exist|\b42P01\b|(code|sqlstate)\W{1,3}42703\b|UndefinedTable|UndefinedColumn|schema is not migrated/i,
    'postgres',
  ],
  [
    'permission-denied',
    /permission denied for (table|relation|schema|sequence|database|function)|(code|sqlstate)\W{1,3}42501\b/i,
    'postgres',
  ],
  ['permission-denied', /\bNOPERM\b/, 'redis'],
  [
    'permission-denied',
    /(TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED|(Topic|Group|Cluster) authorization failed|not authorized to access (topics?|group)/i,
    'kafka',
  ],

  ['redis-not-persisting', /\bMISCONF\b/, 'redis'],
  ['redis-full', /OOM command not allowed/i, 'redis'],
  ['redis-loading', /LOADING Redis is loading|\bBusyLoading/i, 'redis'],
  ['redis-cluster-down', /\bCLUSTERDOWN\b|\bMASTERDOWN\b|ClusterAllFailedError/, 'redis'],

  ['kafka-not-enough-replicas', /fewer in-sync replicas than required|NOT_ENOUGH_REPLICAS|NotEnoughReplicas/i, 'kafka'],
  ['kafka-offset-out-of-range', /offset is not within the range|OFFSET_OUT_OF_RANGE|OffsetOutOfRange/i, 'kafka'],
  [
    'kafka-rebalance',
    /group is rebalancing|REBALANCE_IN_PROGRESS|CommitFailedException|coordinator is not aware of this member|UNKNOWN_MEMBER_ID/i,
    'kafka',
  ],
  [
    'kafka-coordinator',
    /coordinator is not available|coordinator .{0,40}not available|COORDINATOR_NOT_AVAILABLE|not the correct coordinator/i,
    'kafka',
  ],
  [
    'kafka-leader',
    /no leader for (this|partitions?)|LEADER_NOT_AVAILABLE|leadership election|NOT_LEADER|not the leader for that topic-partition|has no leader/i,
    'kafka',
  ],
  ['kafka-poison', /RecordDeserializationException|Error deserializing (key|value|KEY|VALUE)/, 'kafka'],

  [
    'name-not-found',
    /ENOTFOUND|EAI_AGAIN|no such host|Name or service not known|could not translate host name|UnknownHostException|Temporary failure in name resolution|nodename nor servname/i,
  ],
  ['host-unreachable', /EHOSTUNREACH|ENETUNREACH|no route to host|network is unreachable/i],
  [
    'connection-refused',
    /ECONNREFUSED|connection refused|Connection to [\w.-]+:\d+ refused|Error 111\b|ENOENT \S*\.s\.PGSQL/i,
  ],
  [
    'connection-refused',
    /Broker may not be available|run out of available brokers|No resolvable bootstrap|all brokers down/i,
    'kafka',
  ],
  [
    'connection-timeout',
    /ETIMEDOUT|i\/o timeout|connection timed out|connect(ion)? timeout|timeout expired|Server selection timed out|health check timed out|Command timed out|Timeout (reading from socket|connecting to server)|connect timed out|operation was aborted due to timeout|TimeoutError/i,
  ],
  [
    'connection-reset',
    /ECONNRESET|EPIPE|connection reset by peer|socket hang up|Connection terminated|server closed the connection|Connection is closed|broken pipe|unexpected EOF|not queryable|connection was closed/i,
  ],
  [
    'host-unreachable',
    /max retries per request|Unable to connect to Redis|Failed to refresh slots cache|Stream isn't writeable/i,
    'redis',
  ],
  [
    'upstream-error',
    /\b(answered|responded with|returned|status code|status|HTTP)[: ]{1,2}5\d\d\b|\b502 Bad Gateway|503 Service Unavailable|504 Gateway Time/i,
  ],
]
