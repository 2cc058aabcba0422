import { describe, expect, test } from 'vitest'
import { crashLine } from '../../../src/checks/logs/crash-line.ts'
import { errorBurst } from '../../../src/checks/logs/error-burst.ts'
import { failingRequests } from '../../../src/checks/logs/failing-requests.ts'
import { refusedRequests } from '../../../src/checks/logs/refused-requests.ts'
import { signature } from '../../../src/checks/logs/signature.ts'
import type { LogContainer } from '../../../src/clients/logs/client.ts'
import { gather } from '../../../src/facts/logs/gather.ts'
import { ask, now } from '../http/ask.ts'

const fell = { agoMs: 60_000, exitCode: 1, reason: 'Error', goesOn: true }

function log(line: string, ageMs: number, over: Partial<LogContainer> = {}) {
  const text = line === '' ? '' : `${new Date(now - ageMs).toISOString()} ${line}\n`
  const container = {
    pod: 'a',
    name: 'app',
    isMain: true,
    workload: 'users',
    revision: 'r1',
    startedAgoMs: 120_000,
    isCut: false,
    ended: null,
  }
  return { path: 'a/app', bytes: text.length, writtenAt: now - ageMs, text, container: { ...container, ...over } }
}

const asked = (check: typeof crashLine, ...tails: ReturnType<typeof log>[]) =>
  ask(check, 'logs.lines', gather(tails, now))

describe('last words of containers that keep falling over', () => {
  test('are one finding for all pods that say the same', () => {
    const { findings } = asked(
      crashLine,
      log('panic: no route 17', 61_000, { ended: fell }),
      log('panic: no route 18', 61_000, { pod: 'b', ended: fell }),
      log('exec: "/app": not found', 61_000, { pod: 'c', name: 'proxy', isMain: false, ended: fell }),
    )
    expect(findings).toMatchObject([
      {
        target: { kind: 'crash', id: { container: 'app' } },
        evidence: { pods: ['a', 'b'], exitCode: 1, isMain: true },
      },
      { target: { id: { container: 'proxy' } }, evidence: { pods: ['c'], isMain: false } },
    ])
    expect(findings[0]?.summary).toContain('panic: no route')
  })

  test.each([
    ['a crash that was survived', { ...fell, goesOn: false }, 'panic: x'],
    ['a crash of an hour ago', { ...fell, agoMs: 3_600_000 }, 'panic: x'],
    ['an end that was asked for', { ...fell, exitCode: 0 }, 'panic: x'],
    ['last words that name no error', fell, 'shutting down'],
  ])('are no finding of %s', (_, ended, line) => {
    expect(asked(crashLine, log(line, 61_000, { ended })).answer).toBe('ok')
  })
})

test('a known failure that containers fall over with is found although they pause for minutes', () => {
  const line = 'Error: connect ECONNREFUSED 10.0.0.5:5432'
  expect(asked(signature, log(line, 240_000, { ended: fell })).findings).toMatchObject([
    { evidence: { signature: 'connection-refused', port: 5432, fatalTo: 1 } },
  ])
  expect(asked(signature, log(line, 240_000)).answer).toBe('ok')
})

describe('what the logs do not tell', () => {
  const checks = [signature, errorBurst, failingRequests, refusedRequests, crashLine]

  test.each(checks)('$id is unknown where a sidecar carries the lines elsewhere', (check) => {
    const lines = gather([log('', 0)], now, {
      blind: 'app writes nothing to its standard output: fluent-bit ships a file',
    })
    expect(ask(check, 'logs.lines', lines)).toMatchObject({
      answer: 'unknown',
      reason: expect.stringContaining('ships a file'),
    })
  })

  test('findings say of how many pods the lines are', () => {
    const lines = Array.from({ length: 6 }, (_, index) => log('ERROR deadlock detected', 1_000 + index * 2_000))
    const { findings } = ask(signature, 'logs.lines', gather(lines, now, { pods: { read: 5, total: 200 } }))
    expect(findings[0]?.summary).toMatch(/^6 lines of 5 of 200 pods in 5 minutes say deadlock/)
  })
})
