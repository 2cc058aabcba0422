import { describe, expect, test } from 'vitest'
import type { LogContainer, LogTail } from '../../../src/clients/logs/client.ts'
import type { LogEnd } from '../../../src/clients/logs/settings.ts'
import { gather } from '../../../src/facts/logs/gather.ts'

const now = Date.parse('2026-11-22T03:00:00Z')
const iso = (ageMs: number) => new Date(now - ageMs).toISOString()
const minute = 60_000

/** A log as the API gives it: the kubelet's time before each line. */
function log(lines: readonly (readonly [ageMs: number, line: string])[], over: Partial<LogContainer> = {}): LogTail {
  const text = lines.map(([ageMs, line]) => `${iso(ageMs).replace('Z', '123456Z')} ${line}\n`).join('')
  const container = {
    pod: 'user-service-7d9f-x1',
    name: 'app',
    isMain: true,
    workload: 'user-service',
    revision: '7d9f',
    ...over,
  }
  return {
    path: `${container.pod}/${container.name}`,
    bytes: Buffer.byteLength(text),
    writtenAt: now - (lines.at(-1)?.[0] ?? 0),
    text,
    container: { startedAgoMs: 20 * minute, isCut: false, ended: null, ...container },
  }
}

const fell: LogEnd = { agoMs: 30_000, exitCode: 1, reason: 'Error', goesOn: true }

describe('times of lines', () => {
  const aged = (line: string, ageMs: number) => gather([log([[ageMs, line]])], now).shapes[0]?.lastAgeMs

  test('a line without a time has the one of the kubelet', () => {
    expect(aged('deadlock detected', 42_000)).toBe(42_000)
  })

  test('a line keeps its own time where a writer held it back', () => {
    expect(aged(`${iso(50_000)} ERROR deadlock detected`, 42_000)).toBe(50_000)
  })

  test.each([
    ['of another zone', `${iso(42_000 - 180 * minute).slice(0, 19)} ERROR boom`],
    ['of a clock that is wrong', `${iso(42_000 - 10 * minute)} ERROR boom`],
  ])('a time %s is not believed', (_, line) => {
    expect(aged(line, 42_000)).toBe(42_000)
  })

  test('a stack trace stays with its line however late the writer was', () => {
    const lines = gather(
      [
        log([
          [40_000, `${iso(50_000)} ERROR request failed`],
          [
            40_000,
            'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
          ],
          [40_000, '\tat com.example.UserService.find(UserService.java:42)'],
        ]),
      ],
      now,
    )
    expect(lines).toMatchObject({ lines: 1, failures: [{ signature: 'pool-timeout', lastAgeMs: 50_000 }] })
  })

  test('what a process says when it dies does not belong to the harmless line before it', () => {
    const { shapes } = gather(
      [
        log([
          [40_000, `${iso(40_000)} INFO listening on 8080`],
          [40_000, 'TypeError: Cannot read properties of undefined'],
        ]),
      ],
      now,
    )
    expect(shapes.map(({ level }) => level)).toEqual([null, 'info'])
  })
})

describe('how far the logs reach back', () => {
  test.each([
    ['all the window where one container is older', [20 * minute, 2 * minute], false, 15 * minute],
    ['to the start of the oldest where all are young', [3 * minute, 2 * minute], false, 3 * minute],
    ['to the first line where a log was cut', [20 * minute], true, 60_000],
  ])('%s', (_, starts, isCut, expected) => {
    const logs = starts.map((startedAgoMs) => log([[60_000, 'x']], { startedAgoMs, isCut }))
    expect(gather(logs, now).coversMs).toBe(expected)
  })
})

describe('an error of the new pods alone', () => {
  const old = { pod: 'old', revision: 'r1', startedAgoMs: 900 * minute }
  const fresh = { pod: 'fresh', revision: 'r2', startedAgoMs: 5 * minute }
  const boom = [[1_000, 'ERROR boom']] as const
  const fine = [[1_000, 'INFO fine']] as const
  const onlyIn = (...logs: LogTail[]) => gather(logs, now).shapes.find(({ level }) => level === 'error')?.onlyIn

  test('is one that pods of the earlier revision do not write', () => {
    expect(onlyIn(log(fine, old), log(boom, fresh))).toBe('r2')
  })

  test.each([
    ['where both write it', [log(boom, old), log(boom, fresh)]],
    ['where the old ones alone write it', [log(boom, old), log(fine, fresh)]],
    ['where there are no others to compare with', [log(boom, fresh)]],
    ['of two workloads, which never have the same', [log(fine, { ...old, workload: 'worker' }), log(boom, fresh)]],
  ])('is none %s', (_, logs) => {
    expect(onlyIn(...logs)).toBeNull()
  })
})

describe('last words', () => {
  const lastWords = (...lines: string[]) =>
    gather(
      [
        log(
          lines.map((line) => [31_000, line] as const),
          { ended: fell },
        ),
      ],
      now,
    ).crashes[0]

  test.each([
    [
      'Node',
      [
        'node:internal/modules/cjs/loader:1228',
        '  throw err;',
        '  ^',
        '',
        "Error: Cannot find module '/app/server.js'",
        '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)',
        '    at new NodeError (node:internal/errors:405:5)',
        "  code: 'MODULE_NOT_FOUND',",
        '}',
        '',
        'Node.js v24.0.0',
      ],
      "Error: Cannot find module '/app/server.js'",
    ],
    [
      'Go',
      [
        '2026/11/22 02:59:29 starting',
        'panic: no DATABASE_URL',
        '',
        'goroutine 1 [running]:',
        'main.main()',
        '\t/app/main.go:7 +0x1d',
      ],
      'panic: no DATABASE_URL',
    ],
    [
      'Python',
      [
        'Traceback (most recent call last):',
        '  File "/app/main.py", line 1, in <module>',
        "ModuleNotFoundError: No module named 'users'",
      ],
      "ModuleNotFoundError: No module named 'users'",
    ],
    [
      'Java',
      [
        'Exception in thread "main" java.lang.IllegalStateException: cannot start',
        '\tat com.example.Main.main(Main.java:5)',
        'Caused by: java.net.UnknownHostException: user-db',
        '\t... 1 more',
      ],
      'Caused by: java.net.UnknownHostException: user-db',
    ],
    [
      'Rust',
      ["thread 'main' panicked at src/main.rs:2:5:", 'no configuration'],
      "thread 'main' panicked at src/main.rs:2:5:",
    ],
    ['a shell', ['sh: /app/start: not found'], 'sh: /app/start: not found'],
    [
      'JSON',
      ['{"level":"info","msg":"starting"}', '{"level":"fatal","msg":"REDIS_URL is required"}'],
      'REDIS_URL is required',
    ],
  ])('of %s are the line that names the error', (_, lines, expected) => {
    expect(lastWords(...lines)).toMatchObject({ line: expected, namesError: true, exitCode: 1, goesOn: true })
  })

  test('are the last line where none names an error', () => {
    expect(lastWords('starting', 'bye')).toMatchObject({ line: 'bye', namesError: false, failure: null })
  })

  test('tell which known failure it was', () => {
    const failure = lastWords(
      'Error: connect ECONNREFUSED 10.0.0.5:5432',
      '    at TCPConnectWrap',
      '  port: 5432',
    )?.failure
    expect(failure).toMatchObject({ signature: 'connection-refused', system: 'postgres', port: 5432 })
  })

  test('hold nothing secret', () => {
    expect(lastWords('Error: cannot connect to postgres://app:hunter2@db/users')?.line).not.toContain('hunter2')
  })

  test.each([
    ['a container that runs', null],
    ['a container that ended well', { ...fell, exitCode: 0, reason: 'Completed' }],
  ])('are none of %s', (_, ended) => {
    expect(gather([log([[1_000, 'Error: boom']], { ended })], now).crashes).toEqual([])
  })

  test('make a failure one that containers fall over with', () => {
    const refused = 'Error: connect ECONNREFUSED 10.0.0.5:5432'
    const crashed = ['a', 'b'].map((pod) => log([[200_000, refused]], { pod, ended: fell }))
    const survived = log([[200_000, refused]], { pod: 'c', ended: { ...fell, goesOn: false } })
    expect(gather([...crashed, survived], now).failures).toMatchObject([{ count: 3, fatalTo: 2 }])
  })
})

test('the name of a pod is no secret, however long it is', () => {
  const pod = 'vf-user-service-background-7d9f8b6c5d-x2x4z'
  const { files, crashes } = gather([log([[1_000, 'panic: x']], { pod, ended: fell })], now)
  expect([files[0]?.path, crashes[0]?.pod]).toEqual([`${pod}/app`, pod])
})
