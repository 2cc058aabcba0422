import { describe, expect, it } from 'vitest'
import { mask, maskSql } from '../../src/core/mask.ts'

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl'

/** What a system wrote, and the part that must be gone. */
const leaks: readonly (readonly [text: string, secret: string])[] = [
  ['password=hunter2secret rejected', 'hunter2secret'],
  ['{"password":"hunter2secret","user":"app"}', 'hunter2secret'],
  [`{"Password": "hun\\"ter2secret"}`, 'ter2secret'],
  ["db_password: 'hunter2 secret'", 'hunter2 secret'],
  ['PGPASSWORD=hunter2secret', 'hunter2secret'],
  ['postgres://app:hunter2secret@db:5432/users', 'hunter2secret'],
  ['postgres://app:hunter2@secret@db:5432/users', 'secret@'],
  ['redis://:hunter2secret@cache:6379', 'hunter2secret'],
  ['amqp+ssl://u:hunter2secret@mq/vhost', 'hunter2secret'],
  [`Authorization: Bearer ${token}`, token],
  ['Authorization: Basic dXNlcjpodW50ZXIy', 'dXNlcjpodW50ZXIy'],
  [`jwt ${token} refused`, token],
  ['GET /reset?token=abc123&next=/', 'abc123'],
  ['GET /users?email=ada%40example.org', 'ada%40example.org'],
  ['user ada.lovelace+test@mail.example.org not found', 'ada.lovelace'],
  ['user jürgen@müller.example not found', 'jürgen@müller'],
  ['Key (email)=(ada@example.org) already exists.', 'ada@example.org'],
  ['call +49 170 1234567 now', '1234567'],
  ['call +4917012345678 now', '4917012345678'],
  ['card 4111 1111 1111 1111 declined', '1111 1111'],
  ['card 4111-1111-1111-1111 declined', '1111-1111'],
  ['x-api-key: k-0123456789', 'k-0123456789'],
  ['apiKey=k0123456789abcdef', 'k0123456789abcdef'],
  ['secret sk_live_4eC39HqLyjWDarjtT1zdp7dcAAAA used', 'sk_live_4eC39HqLyjWDarjtT1zdp7dcAAAA'],
  ['sessionId=9f8e7d6c5b4a', '9f8e7d6c5b4a'],
  ['Set-Cookie: sid=9f8e7d6c5b4a; Path=/', '9f8e7d6c5b4a'],
  ['-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'MIIEvQ'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ cut off', 'MIIEvQ'],
]

/** What an operator needs and must still be able to read. */
const kept = [
  'connect ECONNREFUSED 127.0.0.1:5432',
  'FATAL: password authentication failed for user "app"',
  'remaining connection slots are reserved for roles with the SUPERUSER attribute',
  'KafkaJSConnectionError: Connection error: connect ECONNREFUSED 10.0.0.12:9092',
  'at 2026-11-22T03:01:07.123Z pid 4711 waited 14021 ms',
  'relation "users" does not exist',
  'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
  'user-service-7f9c4d5b6-x2x4z: Back-off restarting failed container',
]

describe('masking text', () => {
  it.each(leaks)('removes the secret of %j', (text, secret) => {
    expect(mask(text)).not.toContain(secret)
  })

  it.each(kept)('keeps %j readable', (text) => {
    expect(mask(text)).toBe(text)
  })

  it.each(leaks.map(([text]) => text))('changes nothing the second time: %j', (text) => {
    expect(mask(mask(text))).toBe(mask(text))
  })
})

describe('masking SQL', () => {
  it.each([
    [
      "SELECT * FROM users WHERE email = 'ada@example.org' AND x = 'it''s'",
      "SELECT * FROM users WHERE email = '…' AND x = '…'",
    ],
    ["ALTER ROLE zz PASSWORD 'hunter2secret'", 'ALTER ROLE zz PASSWORD …'],
    ['CREATE USER zz WITH ENCRYPTED PASSWORD $pw$hunter2$pw$', 'CREATE USER zz WITH ENCRYPTED PASSWORD …'],
    ['SELECT $tag$ada$tag$', "SELECT '…'"],
    ["SELECT E'ad\\'a'", "SELECT '…'"],
    ["INSERT INTO t VALUES ('unfinished", "INSERT INTO t VALUES ('…'"],
    ['UPDATE users SET phone = 491701234567 WHERE id = 42', 'UPDATE users SET phone = … WHERE id = 42'],
    ['SELECT * FROM t2026 WHERE a = $1', 'SELECT * FROM t2026 WHERE a = $1'],
    ['LOCK TABLE users IN ACCESS EXCLUSIVE MODE', 'LOCK TABLE users IN ACCESS EXCLUSIVE MODE'],
  ])('of %j', (sql, expected) => {
    expect(maskSql(sql)).toBe(expected)
  })
})
