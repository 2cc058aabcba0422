import { describe, expect, test } from 'vitest'
import { parsePostgresUrl } from '../../src/config/postgres-url.ts'

interface Read {
  readonly host: string
  readonly port: number
  readonly database?: string
  readonly user?: string
  readonly password?: string
  readonly sslmode?: string
  readonly psql: boolean
}

function read(text: string): Read {
  const { address, password, files: _files, ...rest } = parsePostgresUrl(text, 'DATABASE_URL')
  return { ...address, ...rest, ...(password && { password: password.reveal() }) }
}

const plain = { host: 'db', port: 5432, database: 'users', user: 'app', psql: true }

const readable: readonly (readonly [string, string, Read])[] = [
  ['the usual one', 'postgres://app:pw@db:5433/users', { ...plain, port: 5433, password: 'pw' }],
  ['the long scheme, without a port', 'postgresql://app@db/users', plain],
  ['sslmode', 'postgresql://app@db/users?sslmode=verify-full', { ...plain, sslmode: 'verify-full' }],
  [
    'no-verify of node-postgres',
    'postgres://app@db/users?sslmode=no-verify',
    { ...plain, sslmode: 'require', psql: false },
  ],
  ['ssl=true', 'postgres://app@db/users?ssl=true', { ...plain, sslmode: 'require', psql: false }],
  ['ssl=false', 'postgres://app@db/users?ssl=false', { ...plain, psql: false }],
  ['a percent-encoded password', 'postgres://app:p%40ss%2Fw%3Ard@db/users', { ...plain, password: 'p@ss/w:rd' }],
  ['a raw @ in the password', 'postgres://app:p@ss@db/users', { ...plain, password: 'p@ss' }],
  ['a raw # in the password', 'postgres://app:p#ss@db/users', { ...plain, password: 'p#ss' }],
  ['a stray % in the password', 'postgres://app:100%@db/users', { ...plain, password: '100%' }],
  ['a raw / in the password', 'postgres://app:a/b@db/users', { ...plain, password: 'a/b' }],
  ['IPv6', 'postgres://app@[2001:db8::1]:5433/users', { ...plain, host: '2001:db8::1', port: 5433 }],
  ['a socket as query', 'postgresql://app@/users?host=/var/run/postgresql', { ...plain, host: '/var/run/postgresql' }],
  [
    'an encoded socket',
    'postgresql://app@%2Fvar%2Frun%2Fpostgresql:5433/users',
    { ...plain, host: '/var/run/postgresql', port: 5433 },
  ],
  ['no host', 'postgresql:///users', { host: 'localhost', port: 5432, database: 'users', psql: true }],
  ['everything in the query', 'postgresql://?host=db&user=app&dbname=users&port=5433', { ...plain, port: 5433 }],
  [
    'JDBC',
    'jdbc:postgresql://db:5432/users?user=app&password=pw&sslmode=require',
    { ...plain, password: 'pw', sslmode: 'require', psql: false },
  ],
  ['SQLAlchemy', 'postgresql+asyncpg://app:pw@db/users', { ...plain, password: 'pw', psql: false }],
  [
    'Prisma behind a pooler',
    'postgresql://app@db:6432/users?pgbouncer=true&schema=public',
    { ...plain, port: 6432, psql: false },
  ],
  ['no database and no user', 'postgres://db', { host: 'db', port: 5432, psql: true }],
]

describe('reads', () => {
  test.each(readable)('%s', (_name, text, expected) => expect(read(text)).toEqual(expected))
})

const unreadable: readonly (readonly [string, string, string, string])[] = [
  [
    'several hosts',
    'postgres://app:canary@a:1,b:2/users',
    'DATABASE_URL names 2 hosts',
    'give each its own url: the primary here, the others under replicas',
  ],
  [
    'another database',
    'mysql://app:canary@db/users',
    'DATABASE_URL is a URL of mysql://',
    'write postgresql://user@host:5432/database',
  ],
  ['no URL', 'canary', 'DATABASE_URL is not a URL', 'write postgresql://user@host:5432/database'],
  [
    'an unknown sslmode',
    'postgres://app:canary@db/users?sslmode=yes',
    'DATABASE_URL has an unknown sslmode',
    'write one of disable, allow, prefer, require, verify-ca, verify-full',
  ],
  [
    'a port that is none',
    'postgres://app:canary@db:99999/users',
    'DATABASE_URL has no readable host and port',
    'write host:5432; in a password write %3F for ? and %40 for @',
  ],
]

describe('refuses, without the password', () => {
  test.each(unreadable)('%s', (_name, text, message, hint) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message, hint, exit: 'usage' }))
  })
})

test('takes the files of TLS from the query, and the authorities of the machine for `system`', () => {
  const files = (query: string) => parsePostgresUrl(`postgres://db/users?${query}`, 'url').files
  expect(files('sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem')).toEqual({
    ca: '/ca.pem',
    cert: '/c.pem',
    key: '/k.pem',
  })
  expect(files('sslrootcert=system')).toEqual({})
})
