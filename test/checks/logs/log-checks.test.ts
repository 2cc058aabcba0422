import { describe, expect, test } from 'vitest'
import { errorBurst } from '../../../src/checks/logs/error-burst.ts'
import { failingRequests } from '../../../src/checks/logs/failing-requests.ts'
import { refusedRequests } from '../../../src/checks/logs/refused-requests.ts'
import { signature } from '../../../src/checks/logs/signature.ts'
import type { Check } from '../../../src/core/check.ts'
import { gather } from '../../../src/facts/logs/gather.ts'
import { ask, now } from '../http/ask.ts'

/** A line every `everyMs`, from `fromMs` to `toMs` ago. */
function lines(fields: object, fromMs: number, toMs: number, everyMs: number): { at: number; line: string }[] {
  const ages = Array.from({ length: Math.floor((fromMs - toMs) / everyMs) + 1 }, (_, index) => fromMs - index * everyMs)
  return ages.map((age) => {
    const at = now - age
    return { at, line: JSON.stringify({ level: 'error', time: new Date(at).toISOString(), ...fields }) }
  })
}

function asked(check: Check, ...groups: { at: number; line: string }[][]) {
  const sorted = groups.flat().toSorted((left, right) => left.at - right.at)
  const text = `${sorted.map(({ line }) => line).join('\n')}\n`
  const file = { path: '/x.log', text, bytes: Buffer.byteLength(text), writtenAt: sorted.at(-1)?.at ?? now }
  return ask(check, 'logs.lines', gather([file], now))
}

const minute = 60_000
const refusal = { msg: 'GET /users/:id failed', err: 'connect ECONNREFUSED 10.0.0.5:5432' }

describe('signatures', () => {
  test('one finding for each kind and address, with its start', () => {
    const other = { msg: 'cache get failed', err: 'connect ECONNREFUSED 10.0.0.6:6379' }
    const { findings } = asked(signature, lines(refusal, 3 * minute, 1000, 1000), lines(other, minute, 1000, 2000))
    expect(findings).toMatchObject([
      {
        severity: 'critical',
        target: { kind: 'failure', id: { signature: 'connection-refused', system: 'postgres', port: 5432 } },
        since: { accuracy: 'exact', at: now - 3 * minute },
        evidence: { host: '10.0.0.5', port: 5432 },
      },
      { evidence: { system: 'redis', host: '10.0.0.6' } },
    ])
  })

  test.each([
    ['a single reconnection is no finding', lines(refusal, 2000, 2000, 1000)],
    ['what ended a minute ago is over', lines(refusal, 4 * minute, minute, 1000)],
    ['some expired tokens are usual', lines({ level: 'warn', msg: 'jwt expired' }, minute, 1000, 10_000)],
    ['what is told at info is no failure', lines({ ...refusal, level: 'info' }, minute, 1000, 1000)],
    [
      'a consumer that joins is no rebalance storm',
      lines({ level: 'warn', msg: 'The group is rebalancing' }, 9000, 1000, 2000),
    ],
  ])('%s', (_, written) => {
    expect(asked(signature, written).answer).toBe('ok')
  })
})

describe('error bursts', () => {
  const bug = { msg: 'GET /users/:id failed', err: "Cannot read properties of undefined (reading 'theme')" }
  const usual = lines({ level: 'info', msg: 'request completed' }, 14 * minute, 1000, 5_000)

  test('a new error is found with its start', () => {
    const { findings } = asked(errorBurst, usual, lines(bug, 90_000, 1000, 3000))
    expect(findings).toMatchObject([{ since: { accuracy: 'exact', at: now - 90_000 }, evidence: { isNew: true } }])
  })

  test.each([
    ['an error as often as always', lines(bug, 15 * minute - 2000, 1000, 5000)],
    ['two of a new error', lines(bug, 4000, 1000, 3000)],
    ['an error of a known kind: that is found as such', lines(refusal, 90_000, 1000, 3000)],
    ['a new error that ended', lines(bug, 3 * minute, 1.5 * minute, 3000)],
  ])('not %s', (_, written) => {
    expect(asked(errorBurst, usual, written).answer).toBe('ok')
  })
})

describe('requests by the log', () => {
  const answered = (status: number, from: number, to: number, every: number) =>
    lines({ level: 'info', msg: 'request completed', status, durationMs: 3 }, from, to, every)
  const usual = answered(200, 10 * minute, 500, 500)

  test('failures now are a symptom, since they began', () => {
    const { findings } = asked(failingRequests, usual, answered(503, 2 * minute, 1000, 1000))
    expect(findings).toMatchObject([{ severity: 'critical', since: { accuracy: 'exact', at: now - 2 * minute } }])
  })

  test.each([
    ['failures that ended', answered(503, 3 * minute, 25_000, 1000)],
    ['a single failure', answered(503, 2000, 2000, 1000)],
    ['refusals', answered(401, 2 * minute, 500, 500)],
  ])('not %s', (_, written) => {
    expect(asked(failingRequests, usual, written).answer).toBe('ok')
  })

  test('refusals where there were few are a symptom', () => {
    const { findings } = asked(
      refusedRequests,
      answered(200, 10 * minute, 2 * minute, 500),
      answered(401, 2 * minute, 500, 500),
    )
    expect(findings).toMatchObject([{ severity: 'critical' }])
  })

  test('refusals of a service that always refuses are none', () => {
    expect(asked(refusedRequests, answered(401, 10 * minute, 500, 500)).answer).toBe('ok')
  })
})

test('a silent log is no finding', () => {
  for (const check of [signature, errorBurst, failingRequests, refusedRequests])
    expect(asked(check, lines({ msg: 'x' }, 20 * minute, 20 * minute, 1)).answer).toBe('ok')
})
