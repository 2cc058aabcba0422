import { describe, expect, test } from 'vitest'
import { breakerOpen } from '../../../src/checks/http/breaker-open.ts'
import { certificateInvalid } from '../../../src/checks/http/certificate.ts'
import { clockSkew } from '../../../src/checks/http/clock-skew.ts'
import { componentDown } from '../../../src/checks/http/component-down.ts'
import { slowProbe } from '../../../src/checks/http/slow-probe.ts'
import { unhealthy } from '../../../src/checks/http/unhealthy.ts'
import { unreachable } from '../../../src/checks/http/unreachable.ts'
import type { HealthComponent, HealthEndpoint, HealthSeen, HealthUnseen } from '../../../src/facts/http/health.ts'
import { ask, now } from './ask.ts'

const endpoint = (path: string, role: HealthEndpoint['role'], verdict: HealthEndpoint['verdict']): HealthEndpoint => ({
  ...{ path, role, verdict, latencyMs: 3, text: null },
  status: verdict === 'up' ? 200 : verdict === 'silent' ? null : 503,
})

function seen(over: Partial<HealthSeen> = {}): HealthSeen {
  const endpoints = [endpoint('/health', 'overall', 'up'), endpoint('/health/ready', 'readiness', 'up')]
  const rest = { latency: null, clockSkewMs: 120, clockWithinMs: 510, version: null }
  return { reached: true, url: 'http://users', endpoints, components: [], ...rest, ...over }
}

const unseen = (why: HealthUnseen['why'], loopback: boolean): HealthUnseen => ({
  ...{ reached: false, url: 'http://127.0.0.1:3000', loopback, why, code: null, text: 'connection refused' },
})

describe('unreachable', () => {
  test.each([
    ['a refusal on this machine is critical', unseen('refused', true), 'critical'],
    ['a refusal elsewhere tells nothing', unseen('refused', false), 'unknown'],
    [
      'a service that takes the connection and keeps silent is critical from anywhere',
      unseen('silent', false),
      'critical',
    ],
    ['a reset on the way here tells nothing', unseen('reset', false), 'unknown'],
    ['an answer of any kind is no finding', seen(), 'ok'],
  ])('%s', (_, value, expected) => {
    const answer = ask(unreachable, 'http.health', value)
    expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
  })
})

describe('unhealthy', () => {
  const ready = (verdict: HealthEndpoint['verdict']) => endpoint('/health/ready', 'readiness', verdict)
  const overall = (verdict: HealthEndpoint['verdict']) => endpoint('/health', 'overall', verdict)
  test.each([
    ['all up', [overall('up'), ready('up')], 'ok'],
    ['not ready', [overall('down'), ready('down')], 'critical'],
    ['readiness keeps silent', [overall('up'), ready('silent')], 'critical'],
    ['the only endpoint is down', [overall('down')], 'critical'],
    ['overall down for a part that is not critical', [overall('down'), ready('up')], 'warning'],
    ['degraded still serves', [overall('degraded'), ready('up')], 'ok'],
    ['nothing to be seen without an authorization', [overall('forbidden')], 'unknown'],
    ['no endpoint at all', [], 'unknown'],
  ])('%s', (_, endpoints, expected) => {
    const answer = ask(unhealthy, 'http.health', seen({ endpoints }))
    expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
  })
})

test('names each component that is down, with what its driver said', () => {
  const failure = { signature: 'connection-refused', system: null, host: 'db', port: 5432, record: null } as const
  const db: HealthComponent = {
    name: 'db',
    kind: 'postgres',
    state: 'down',
    path: '/health',
    text: 'connect ECONNREFUSED',
    failure,
  }
  const redis: HealthComponent = { ...db, name: 'redis', kind: 'redis', state: 'up', failure: null }
  const endpoints = [endpoint('/health', 'overall', 'down')]
  const { findings } = ask(componentDown, 'http.health', seen({ endpoints, components: [db, redis] }))
  expect(findings).toMatchObject([
    {
      severity: 'critical',
      target: { kind: 'component', id: { name: 'db' } },
      evidence: { component: 'db', system: 'postgres', signature: 'connection-refused', host: 'db', port: 5432 },
    },
  ])
})

test('a component that is down while the service is ready is a warning', () => {
  const kafka: HealthComponent = {
    name: 'kafka',
    kind: 'kafka',
    state: 'down',
    path: '/health',
    text: null,
    failure: null,
  }
  expect(ask(componentDown, 'http.health', seen({ components: [kafka] })).findings[0]?.severity).toBe('warning')
})

test.each([
  [4, 'ok'],
  [700, 'warning'],
  [1_500, 'critical'],
])('a liveness page that takes %d ms: %s', (medianMs, expected) => {
  const answer = ask(slowProbe, 'http.health', seen({ latency: { path: '/livez', samplesMs: [medianMs], medianMs } }))
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

test.each([
  [900, 'ok'],
  [-5_200, 'ok'],
  [-6_500, 'warning'],
  [600_000, 'critical'],
])('a clock %d ms ahead, known to half a second: %s', (clockSkewMs, expected) => {
  const answer = ask(clockSkew, 'http.health', seen({ clockSkewMs }))
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

test('an open breaker is found with its age; half-open and closed ones are not', () => {
  const breaker = { openForMs: null, forced: false, text: null, failure: null }
  const breakers = [
    { ...breaker, name: 'auth', state: 'open', openForMs: 60_000 },
    { ...breaker, name: 'mail', state: 'half-open' },
    { ...breaker, name: 'search', state: 'closed' },
  ]
  const { findings } = ask(breakerOpen, 'http.breakers', { path: '/admin/breakers', breakers })
  expect(findings).toMatchObject([{ evidence: { breaker: 'auth' }, since: { accuracy: 'exact', at: now - 60_000 } }])
})

describe('certificate', () => {
  const day = 86_400_000
  const base = { subject: 'users', issuer: 'CA', problem: null, code: null, verified: true }
  test.each([
    ['expired yesterday', { ...base, validInMs: -90 * day, expiresInMs: -day, problem: 'expired' }, 'critical'],
    ['not valid yet', { ...base, validInMs: day, expiresInMs: 90 * day, problem: 'not-yet-valid' }, 'critical'],
    ['three of ninety days left', { ...base, validInMs: -87 * day, expiresInMs: 3 * day }, 'warning'],
    ['three weeks left', { ...base, validInMs: -69 * day, expiresInMs: 21 * day }, 'ok'],
    ['a certificate of one day, half used', { ...base, validInMs: -day / 2, expiresInMs: day / 2 }, 'ok'],
    [
      'self-signed, to be verified',
      { ...base, validInMs: -day, expiresInMs: 99 * day, problem: 'self-signed' },
      'warning',
    ],
    [
      'self-signed on purpose',
      { ...base, validInMs: -day, expiresInMs: 99 * day, problem: 'self-signed', verified: false },
      'ok',
    ],
    ['no TLS', null, 'ok'],
  ])('%s', (_, value, expected) => {
    const answer = ask(certificateInvalid, 'http.certificate', value)
    expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
  })
})
