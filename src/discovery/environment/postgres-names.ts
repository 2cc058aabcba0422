import { fieldNames, type Naming } from './blocks.ts'
import { isMeant } from './connection.ts'
import { systemOfWord, systemOfWords, withoutSystem } from './systems.ts'

export type PostgresField =
  | 'url'
  | 'host'
  | 'port'
  | 'database'
  | 'user'
  | 'password'
  | 'ssl'
  | 'ca'
  | 'cert'
  | 'key'
  | 'kind'
  | 'isEnabled'

/** How services name the settings of a database: libpq, Spring, Quarkus, TypeORM, Django, Laravel, .NET, and Helm charts. */
export const postgresNames: Naming<PostgresField> = {
  fields: fieldNames<PostgresField>({
    url: 'URL, URI, DSN, JDBC URL, R2DBC URL, REACTIVE URL, PRISMA URL, URL PRISMA, CONN, CONN STR, CONN STRING, CONN URL, CONN URI, CONNECTION STRING, CONNECTION URI, CONNECTION URL, CONNECT URL, DATA SOURCE, DATASOURCE, DATA SOURCE NAME, CONNECT STRING',
    host: 'HOST, HOSTNAME, HOSTADDR, HOSTS, SERVER, ADDR, ADDRESS, ENDPOINT, ENDPOINT ADDRESS, CLUSTER ENDPOINT, SERVER NAME, SERVERNAME, HOST NAME, URL HOST, SERVICE, SERVICE HOST, SERVICE NAME, CONNECT ADDR',
    port: 'PORT, PORT NUMBER, URL PORT, HOST PORT, SERVICE PORT',
    database: 'NAME, DATABASE, DB, DBNAME, DB NAME, DATABASE NAME, URL DATABASE, DATABASE DB',
    user: 'USER, USERNAME, USER USERNAME, USER NAME, DB USER, DB USERNAME, LOGIN, UID',
    password: 'PASSWORD, PASS, PASSWD, PWD, USER PASSWORD, USER PASS, DB PASSWORD, DB PASS',
    ssl: 'SSLMODE, SSL MODE, USER SSL MODE, SSL, USE SSL, SSL ENABLED, REQUIRE SSL, TLS, TLS MODE',
    ca: 'SSLROOTCERT, SSL ROOT CERT, SSL CA, CA CERT, SSL CA CERT',
    cert: 'SSLCERT, SSL CERT, CLIENT CERT',
    key: 'SSLKEY, SSL KEY, CLIENT KEY',
    isEnabled: 'ENABLED',
    kind: 'TYPE, KIND, DB KIND, DIALECT, CLIENT, ENGINE, ADAPTER, DRIVER, DRIVER CLASS NAME, VENDOR, CONNECTION, BACKEND, PROVIDER, PLATFORM',
  }),
  accepts(prefix) {
    const system = systemOfWords(prefix)
    return system === 'postgres' || system === 'sql'
  },
  takes: (connection) => {
    const { system, setting } = connection
    if (system === 'sql') return systemOfWords(setting.words) === 'postgres'
    return system === 'postgres' && isMeant(connection)
  },
  hasRoles: true,
}

// Words between the name of a database and a field that tell nothing apart.
const noise = new Set(['HIKARI', 'CONFIG', 'SETTINGS', 'SPRING', 'EXTERNAL', 'APP', 'URL', 'URI', 'DSN'])

/** What is left of a prefix without the words that every database has: `USERS` of USERS_POSTGRES_HOST and of USERS_DB_PASSWORD. */
export function stemOf(prefix: readonly string[]): string {
  return prefix
    .map(withoutSystem)
    .filter((word) => word !== '' && !noise.has(word))
    .join(' ')
}

/** Databases of tools: Prisma's shadow database, and those of tests. */
export function isForTools(words: readonly string[]): boolean {
  return (
    words.includes('SHADOW') ||
    words.at(-1) === 'TEST' ||
    (words[0] === 'TEST' && systemOfWord(words[1] ?? '') !== undefined)
  )
}
