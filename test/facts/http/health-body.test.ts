import { describe, expect, test } from 'vitest'
import { readHealthBody } from '../../../src/facts/http/health-body.ts'

const refused = 'connect ECONNREFUSED 127.0.0.1:5432'

describe('reads the components of every dialect', () => {
  test.each([
    ['Node', { status: 'error', checks: { db: { status: 'down', error: refused } } }],
    ['Spring Boot', { status: 'DOWN', components: { db: { status: 'DOWN', details: { error: refused } } } }],
    ['Spring Boot 2.1', { status: 'DOWN', details: { db: { status: 'DOWN', details: { error: refused } } } }],
    ['MicroProfile', { status: 'DOWN', checks: [{ name: 'db', status: 'DOWN', data: { error: refused } }] }],
    [
      'health+json',
      { status: 'fail', checks: { db: [{ componentType: 'datastore', status: 'fail', output: refused }] } },
    ],
    ['NestJS', { status: 'error', info: {}, error: { db: { status: 'down', message: refused } }, details: {} }],
    ['.NET', { status: 'Unhealthy', entries: { db: { status: 'Unhealthy', description: refused } } }],
  ])('%s', (_, body) => {
    const read = readHealthBody(JSON.stringify(body), true)
    expect(read.word).toBe('down')
    expect(read.components).toMatchObject([
      { name: 'db', kind: 'postgres', state: 'down', failure: { signature: 'connection-refused', port: 5432 } },
    ])
  })

  test('a heartbeat in plain text', () => {
    expect(readHealthBody(`db: ${refused}\nredis: Connection is closed.`, true).components).toMatchObject([
      { name: 'db', state: 'down' },
      { name: 'redis', state: 'down', failure: { signature: 'connection-reset', system: 'redis' } },
    ])
  })

  test("Kubernetes' own, by lines", () => {
    const read = readHealthBody('[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed', true)
    expect(read.components).toMatchObject([
      { name: 'ping', state: 'up' },
      { name: 'etcd', state: 'down' },
    ])
  })
})

test.each([
  ['{"status":"ok"}', 'up'],
  ['{"status":"UP","components":{"ping":{"status":"UP"}}}', 'up'],
  ['OK', 'up'],
  ['"healthy"', 'up'],
  ['{"status":"degraded"}', 'degraded'],
  ['{"status":"OUT_OF_SERVICE"}', 'down'],
  ['{"status":"not_ready"}', 'down'],
  ['{"healthy":true}', 'up'],
  ['{"ok":false}', 'down'],
  ['<html>welcome</html>', null],
  ['{"uptime":12}', null],
])('the word of %s is %s', (body, word) => {
  expect(readHealthBody(body, false).word).toBe(word)
})

test('masks what a component says', () => {
  const body = { status: 'down', checks: { db: { status: 'down', error: 'postgres://app:hunter2@db/users refused' } } }
  expect(readHealthBody(JSON.stringify(body), true).components[0]?.text).not.toContain('hunter2')
})

test('numbers and versions among the checks are no components', () => {
  const body = { status: 'ok', info: { version: '1.2.3' }, checks: { uptime: 12 }, details: { build: 'abc' } }
  expect(readHealthBody(JSON.stringify(body), false).components).toEqual([])
})
