import { describe, expect, it } from 'vitest'
import type { Certificate } from '../../src/facts/http/certificate.ts'
import { HOUR } from '../checks/postgres/examples.ts'
import { causesOf, judged, remediesOf, type Shown } from './case.ts'
import { concludes } from './policies.ts'
import { answering, complaining, type ServiceShown, starting } from './service-shown.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const refusing = [...answering(200, 5), ...answering(401, 15)]
const of = (service: ServiceShown): Shown => ({ service })
const code = complaining("TypeError: cannot read 'id' of undefined in the handler")
const signature = complaining('JWSSignatureVerificationFailed: signature verification failed')
const early = complaining('"nbf" claim timestamp check failed')
const expired = complaining('"exp" claim timestamp check failed')
const certificate: Certificate = {
  ...{ subject: 'users.example', issuer: 'an authority', validInMs: -90 * 24 * HOUR, expiresInMs: -HOUR },
  problem: 'expired',
  code: 'CERT_HAS_EXPIRED',
  verified: true,
}
const released = [...starting(70, '2.3.1'), ...starting(800, '2.3.0')]
const usual = { age: 3_600, requests: { 200: 3_600 } }

describe('the service itself', () => {
  concludes([
    ['is not running', ['service-down user-service: high'], of({ away: {} })],
    [
      'hangs, for which there may be another reason',
      ['service-down user-service: medium'],
      of({ away: { why: 'silent' } }),
    ],
    ['is not down for a timeout from elsewhere', [], of({ away: { why: 'timeout' as never, loopback: false } })],
    [
      'ran out of memory',
      ['out-of-memory user-service: high'],
      of({ log: complaining('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory') }),
    ],
    [
      'has no time for its requests',
      ['cpu-starved user-service: high'],
      of({ metrics: 'nodejs_eventloop_lag_p99_seconds 1.5\nnodejs_eventloop_lag_seconds 1.5\n', log: failing }),
    ],
    [
      'lacks a column that it expects',
      ['migration-or-hook-failed user-service: high'],
      of({ log: [...failing, ...complaining('column "nick" of relation "users" does not exist')] }),
    ],
    [
      'shows an expired certificate',
      ['certificate-expired user-service certificate users.example: high'],
      of({ certificate, away: { why: 'tls' } }),
    ],
    [
      'gets more requests than usual',
      ['traffic-spike user-service: medium'],
      of({ age: 3_600, requests: { 200: 10_000 }, log: failing }),
      of(usual),
    ],
    ['gets more requests than usual and serves them', [], of({ age: 3_600, requests: { 200: 10_000 } }), of(usual)],
  ])
})

describe('refused tokens', () => {
  concludes([
    [
      'are signed with another key',
      ['token-key-mismatch user-service: high'],
      of({ log: [...refusing, ...signature] }),
    ],
    [
      'are not valid yet by a clock that is wrong',
      ['clock-skew user-service: high'],
      of({ health: { clockSkewMs: -400_000 }, log: [...refusing, ...early] }),
    ],
    [
      'are not valid yet by a clock that we cannot see',
      ['clock-skew user-service: medium'],
      of({ health: { clockSkewMs: null }, log: [...refusing, ...early] }),
    ],
    [
      'expired at clients that did not renew them: not the fault of a clock',
      [],
      of({ log: [...refusing, ...expired] }),
    ],
    ['without a word in the log', [], of({ log: refusing })],
    ['are a few forged ones beside many good ones', [], of({ log: [...answering(200), ...signature] })],
  ])

  it('stay unexplained where nobody says why', () => {
    expect(judged(of({ log: refusing })).unexplained.map(({ check }) => check)).toEqual(['logs.refused-requests'])
  })

  it('need the key in the secret before the restart', () => {
    const [cause] = judged(of({ log: [...refusing, ...signature] })).causes
    expect(cause?.remedies[0]).toMatchObject({
      command: ['systemctl', 'restart', 'user-service'],
      summary: expect.stringContaining("Put the issuer's present key into the secret of user-service and restart it"),
    })
  })
})

describe('a release', () => {
  const broken = { age: 70, log: [...failing, ...released, ...code] }
  concludes([
    ['that brought errors nobody knew is at fault', ['bad-rollout user-service: high'], of(broken)],
    [
      'that brought failures without a word is less sure',
      ['bad-rollout user-service: medium'],
      of({ age: 70, log: [...failing, ...released] }),
    ],
    [
      'that is only a restart is a guess',
      ['bad-rollout user-service: low'],
      of({ age: 70, log: [...failing, ...starting(70), ...code] }),
    ],
    ['that harms nobody is none', [], of({ age: 70, log: [...answering(200), ...released, ...code] })],
  ])

  it('is taken back by the command of the team, and the change is named', () => {
    const { causes, changes } = judged(of(broken))
    const named = causes[0]?.because.flatMap((reason) => reason.changes ?? [])
    expect(named?.map(({ summary }) => summary)).toEqual(['version 2.3.0 -> 2.3.1'])
    expect(changes).toContainEqual(named?.[0])
    expect(remediesOf(of(broken))).toEqual(['outage: deploy user-service --previous'])
  })
})

describe('another service that is called', () => {
  const open = { name: 'mail', state: 'open', openForMs: 3_000, text: 'mail answered 503' } as const
  concludes([
    [
      'fails, by the breaker',
      ['dependency-down user-service breaker mail: high'],
      of({ breakers: [open], log: failing }),
    ],
    [
      'fails, by the health page',
      ['dependency-down user-service component billing: high'],
      of({ components: { billing: 'answered 503' } }),
    ],
    ['does not fail where the breaker is closed', [], of({ breakers: [{ ...open, state: 'closed' }] })],
    ['is not the database, which has causes of its own', [], of({ components: { db: 'something odd' } })],
  ])

  it('is not blamed for a breaker that a hand opened', () => {
    const shown = of({ breakers: [{ ...open, forced: true }] })
    expect(causesOf(shown)).toEqual(['dependency-down user-service breaker mail: high'])
    expect(remediesOf(shown)).toEqual([expect.stringContaining('ask who opened it and why')])
  })
})
