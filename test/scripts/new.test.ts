import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withEntry } from '../../scripts/new/entry.ts'
import { type Ended, run } from '../package/installed.ts'

const made = [
  ['facts', 'redis.example', 'src/facts/redis/example.ts', 'test/facts/redis/example.test.ts'],
  ['check', 'redis.example', 'src/checks/redis/example.ts', 'test/checks/redis/example.test.ts'],
  ['check', 'kafka.far-behind', 'src/checks/kafka/far-behind.ts', 'test/checks/kafka/far-behind.test.ts'],
  ['cause', 'example', 'src/causes/example.ts', 'test/causes/example.test.ts'],
  ['view', 'postgres.example', 'src/views/postgres/example.ts', 'test/views/postgres/example.test.ts'],
  ['command', 'example', 'commands/example.ts', 'test/commands/example.test.ts'],
  ['command', 'config.example', 'commands/config/example.ts', 'test/commands/config/example.test.ts'],
] as const
const indexes = [
  'src/facts/redis',
  'src/views/postgres',
  'src/checks/redis',
  'src/checks/kafka',
  'src/causes',
  'commands',
  'commands/config',
]

let tree: string
beforeAll(async () => {
  tree = copyOfTree()
  for (const [kind, id] of made) {
    expect(await inTree('node', 'scripts/new.ts', kind, id)).toMatchObject({ code: 0, stderr: '' })
  }
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

describe('what the scaffold makes', () => {
  it('has the right types', async () => {
    const { stdout } = await inTree('tsc', '--noEmit')
    expect(stdout.split('\n').filter((line) => /example|far-behind|index\.ts/.test(line))).toEqual([])
  })

  it('is formatted and linted', async () => {
    const files = [
      ...made.flatMap(([, , source, test]) => [source, test]),
      ...indexes.map((each) => `${each}/index.ts`),
    ]
    expect(await inTree('biome', 'check', ...files)).toMatchObject({ code: 0 })
  })

  it('is listed, and obeys the rules of the architecture', async () => {
    const { code, stdout } = await inTree('vitest', 'run', 'test/architecture.test.ts')
    expect({ code, failures: stdout.split('\n').filter((line) => line.includes('FAIL')) }).toEqual({
      code: 0,
      failures: [],
    })
  })

  it('fails its tests until they are written', async () => {
    const { code, stdout } = await inTree('vitest', 'run', 'example.test.ts', 'far-behind.test.ts')
    expect(code).toBe(1)
    expect(stdout).toMatch(/Tests +7 failed \(7\)/)
  })

  it('is a command at once', async () => {
    expect((await inTree('node', 'bin/usrops.ts', 'config', '--help')).stdout).toContain('example')
  })
})

it.each([
  [[], 'usage:'],
  [['check', 'evictions'], 'usage:'],
  [['cause', 'redis.full'], 'usage:'],
  [['check', '../x.y'], 'usage:'],
  [['check', 'redis.example'], 'src/checks/redis/example.ts exists'],
  [['check', 'mysql.example'], 'there is no src/checks/mysql/index.ts'],
])('refuses %j', async (words, why) => {
  const { code, stderr } = await inTree('node', 'scripts/new.ts', ...words)
  expect({ code, why: stderr.slice(0, why.length) }).toEqual({ code: 2, why })
})

it.each([
  ['export const all: readonly ((a: B) => C)[] = [\n  one,\n  two,\n]\n', 'one,\n  two, newOne]'],
  ['export const all = [one]\n', '[one, newOne]'],
  ['export const all = []\n', '[newOne]'],
  ['for (const child of [one, two]) add(child)\n', 'of [one, two, newOne])'],
])('adds a name at the end of %j', (index, end) => {
  expect(withEntry(index, 'newOne', 'new-one')).toContain(end)
})

/** Everything that git would hold of the project, on the same packages. */
function copyOfTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'usrops-new-'))
  const parts = [
    'bin',
    'commands',
    'src',
    'scripts',
    'test',
    'package.json',
    'tsconfig.json',
    'biome.json',
    '.gitignore',
    'vitest.config.ts',
  ]
  for (const part of parts) cpSync(part, join(folder, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

function inTree(command: string, ...words: readonly string[]): Promise<Ended> {
  const PATH = `${resolve('node_modules/.bin')}:${process.env.PATH}`
  return run(command, words, { env: { PATH, HOME: tree, NO_COLOR: '1' }, cwd: tree })
}
