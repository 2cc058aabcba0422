import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Remedy, shellLine } from '../../src/core/remedy.ts'
import type { Handles } from '../../src/core/topology.ts'
import { GB, HOUR, MB } from '../checks/postgres/examples.ts'
import { judged, type Shown, topologyOf } from './case.ts'
import { blockade, group } from './postgres-shown.ts'
import { complaining } from './service-shown.ts'

const environment = { DATABASE_URL: "postgres://app:p w'$(x)@10.0.0.5/users", REPLICA_URL: 'postgres://replica' }
let folder = ''

/** Programs that only write down the words they were called with. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'usrops-remedies-'))
  for (const name of ['psql', 'redis-cli', 'kafka-consumer-groups.sh', 'systemctl', 'deploy', 'words']) {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "\${0##*/}" "$@" > "${folder}/called"\n`)
    chmodSync(path, 0o755)
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a program gets when a person pastes the line into a shell. */
function pasted(line: string): readonly string[] {
  rmSync(join(folder, 'called'), { force: true })
  execFileSync('/bin/sh', ['-c', line], { cwd: folder, env: { ...environment, PATH: folder }, stdio: 'pipe' })
  return readFileSync(join(folder, 'called'), 'utf8').split('\0').slice(0, -1)
}

/** What it has to get: the words of the command, its variables replaced. */
function meant(command: readonly string[]): readonly string[] {
  return command.map((word) => environment[word.slice(1) as keyof typeof environment] ?? word)
}

function commandsOf(
  shown: Shown,
  before?: Shown,
  handles?: Readonly<Record<string, Handles>>,
): readonly (readonly string[])[] {
  const remedies: readonly Remedy[] = judged(shown, before, topologyOf(handles)).causes.flatMap(
    (cause) => cause.remedies,
  )
  return remedies.flatMap((remedy) => (remedy.kind === 'command' ? [remedy.command] : []))
}

const nasty = [
  "x'; DROP TABLE users; --",
  '$(touch oops)',
  '`touch oops`',
  'a "b" \\ c',
  "'",
  '$HOME',
  '~',
  '*',
  '-rf',
  '; touch oops',
  'a & b | c > d',
  'two  spaces',
  'é – 名',
]
const slot = {
  ...{ type: 'logical', plugin: 'pgoutput', database: 'users', temporary: false, active: false },
  ...{ walStatus: 'extended', safeBytes: null, retainedBytes: 30 * GB, inactiveMs: 4 * HOUR },
}
const readOnly = { everywhere: false, database: true, roles: [], session: false }

const pictures: readonly (readonly [string, (name: string) => readonly [Shown, Shown?]])[] = [
  [
    'an application',
    (name) => [
      {
        database: {
          activity: { clientBackends: 93, groups: [group({ application: name, count: 93, state: 'idle' })] },
        },
      },
    ],
  ],
  [
    'a user',
    (name) => [
      {
        database: {
          activity: { clientBackends: 93, groups: [group({ application: '', user: name, count: 93, state: 'idle' })] },
        },
      },
    ],
  ],
  ['a slot', (name) => [{ database: { replication: { slots: [{ ...slot, name }] } } }]],
  ['a database', (name) => [{ database: { server: { database: name, readOnlyDefault: readOnly } } }]],
  [
    'a blocker',
    (name) => [{ database: { activity: { sessions: blockade(5, { application: name, user: name, client: name }) } } }],
  ],
]

describe('a printed remedy, pasted into a shell', () => {
  it.each(pictures)('gives the program exactly its words, whatever the name of %s', (_, picture) => {
    for (const name of nasty) {
      const commands = commandsOf(...picture(name))
      expect(commands.length).toBeGreaterThan(0)
      for (const command of commands) expect(pasted(shellLine(command))).toEqual(meant(command))
    }
  })

  it('does so for Redis and Kafka, too', () => {
    const log = { log: complaining('Unexpected token < in JSON', { topic: 'orders', partition: 0, offset: 100 }) }
    const stuck: readonly [Shown, Shown] = [
      {
        service: log,
        events: {
          rows: [
            [100, 400],
            [90, 190],
          ],
        },
      },
      {
        events: {
          rows: [
            [100, 200],
            [90, 90],
          ],
        },
      },
    ]
    const commands = [...commandsOf({ cache: { memory: { counted: 100 * MB } } }), ...commandsOf(...stuck)]
    expect(commands.map(([program]) => program)).toEqual(['redis-cli', 'kafka-consumer-groups.sh'])
    for (const command of commands) expect(pasted(shellLine(command))).toEqual(meant(command))
  })

  it('holds a name as a literal of SQL, its quotes doubled', () => {
    const [picture] = pictures
    const [end] = commandsOf(...(picture?.[1]("x'; DROP TABLE users; --") ?? [{}]))
    expect(end?.at(-1)).toContain("application_name = 'x''; DROP TABLE users; --' AND")
  })

  it('never shows the value of a variable', () => {
    const [command = []] = commandsOf({ database: { activity: { sessions: blockade(5) } } })
    expect(shellLine(command)).toContain('"$DATABASE_URL"')
    expect(pasted(shellLine(command))).toContain(environment.DATABASE_URL)
  })

  it('runs the commands of the team as they wrote them', () => {
    const restart = ['systemctl', 'restart', 'user service', "it's", '$UNKNOWN_VARIABLE!']
    const commands = commandsOf({ service: { away: {} } }, undefined, { 'user-service': { restart } })
    expect(commands).toEqual([restart])
    expect(pasted(shellLine(restart))).toEqual(restart)
  })
})

describe('a line for a shell', () => {
  // Only line breaks are lost, and `$NAME` is meant as a variable.
  const word = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((text) => !/[\0\r\n]/.test(text) && !/^\$[A-Za-z_]\w*$/.test(text))

  it('keeps any words apart and as they are', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        expect(pasted(shellLine(['words', ...words]))).toEqual(['words', ...words])
      }),
      { numRuns: 100 },
    )
  })
})
