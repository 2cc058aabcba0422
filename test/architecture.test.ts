import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What a folder may import of this project; the longest matching folder decides. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'bin/': ['commands/main.ts', 'src/compile-cache.ts'],
  'commands/': ['commands/', 'src/'],
  'src/core/': ['src/core/'],
  'src/clients/': ['src/clients/', 'src/core/', 'src/version.ts'],
  'src/config/': ['src/config/', 'src/core/', 'src/clients/', 'src/private-file.ts'],
  'src/discovery/': ['src/discovery/', 'src/config/', 'src/core/', 'src/clients/', 'src/facts/'],
  'src/facts/': ['src/facts/', 'src/core/', 'src/clients/'],
  'src/checks/': ['src/checks/', 'src/facts/', 'src/core/'],
  'src/changes/': ['src/changes/', 'src/facts/', 'src/core/'],
  'src/views/': ['src/views/', 'src/facts/', 'src/core/'],
  'src/causes/': ['src/causes/', 'src/facts/', 'src/core/'],
  'src/output/': ['src/output/', 'src/core/'],
  'src/': ['src/', 'package.json'],
}

/** The only home of each package. */
const homes: Readonly<Record<string, string>> = {
  commander: 'commands/',
  pg: 'src/clients/',
  ioredis: 'src/clients/',
  '@platformatic/kafka': 'src/clients/',
  execa: 'src/clients/',
  socks: 'src/clients/',
  '@kubernetes/client-node': 'src/clients/',
  chalk: 'src/output/',
  ora: 'src/output/',
  inquirer: 'src/output/',
}

/** Words that need the outside world, and where they may stand. */
const outside = /\bprocess\.exit\b|\bconsole\.|\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(/
const outsideHomes = ['bin/', 'src/output/', 'src/clients/']

/** Type assertions are for adapters, and for the few places that tie typed rules to untyped storage. */
const assertionHomes = [
  'src/clients/',
  'src/core/facts.ts',
  'src/core/reading.ts',
  'src/core/view.ts',
  'src/core/cause.ts',
  'src/core/change.ts',
  'src/core/impact.ts',
]

/** Folders in which each file must be in the list of its index. */
const listed = ['src/facts/', 'src/checks/', 'src/causes/', 'src/changes/', 'src/views/', 'commands/']

const files = ['bin', 'commands', 'src'].flatMap(sourceFiles)

describe('the architecture', () => {
  it.each(files)('lets %s import only what its folder may', (file) => {
    const allowed = longestMatch(file, mayImport)
    const wrong = importsOf(file).local.filter((target) => !allowed.some((folder) => target.startsWith(folder)))
    expect(wrong).toEqual([])
  })

  it.each(files)('lets %s import packages only in their home', (file) => {
    const wrong = importsOf(file).packages.filter((name) => !file.startsWith(homes[name] ?? ''))
    expect(wrong).toEqual([])
  })

  it('keeps checks, causes, changes and views pure: what they import of clients is nothing but types', () => {
    const impure = files.filter((file) => /^src\/(checks|causes|changes|views|core)\//.test(file))
    const wrong = impure.flatMap((file) =>
      importsOf(file).values.filter((target) => /^src\/(clients|output|config)\//.test(target)),
    )
    expect(wrong).toEqual([])
  })

  it('keeps facts free of drivers: what they import of clients is nothing but types', () => {
    const wrong = files
      .filter((file) => file.startsWith('src/facts/'))
      .flatMap((file) =>
        importsOf(file)
          .values.filter((target) => target.startsWith('src/clients/'))
          .map((target) => `${file} -> ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('lets checks, causes, changes and views know nothing of each other', () => {
    const wrong = files.flatMap((file) => {
      const kind = /^src\/(checks|causes|changes|views)\/(?!.*index\.ts)/.exec(file)?.[1]
      return kind === undefined
        ? []
        : importsOf(file)
            .local.filter((target) => /^src\/(checks|causes|changes|views)\//.test(target) && !isShared(target, file))
            .map((target) => `${file} -> ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it.each(files.filter((file) => !outsideHomes.some((home) => file.startsWith(home))))(
    'hands time and output in, so that %s does not reach for them',
    (file) => {
      expect(codeOf(file).match(outside)?.[0]).toBeUndefined()
    },
  )

  it.each(files.filter((file) => !assertionHomes.some((home) => file.startsWith(home))))(
    'asserts no type in %s',
    (file) => {
      expect(codeOf(file).match(/\bas (?!const\b)[A-Za-z{[(]\S*/)?.[0]).toBeUndefined()
    },
  )

  it.each(listed.flatMap((folder) => files.filter((file) => file.startsWith(folder) && isListable(file))))(
    'lists %s',
    (file) => {
      expect([...indexesAbove(file)].flatMap((index) => [...listedIn(index)])).toContain(file)
    },
  )

  it('imports no driver, no zod and no index of rules on the way to --version and --help', () => {
    const reached = staticGraph('bin/usrops.ts', ['commands/main.ts', 'commands/program.ts', 'src/compile-cache.ts'])
    const heavy = [...reached].filter((name) =>
      /^(zod|pg|ioredis|@platformatic\/kafka|chalk|ora|yaml|execa)$|^src\/(checks|causes|facts|views|config|clients|output\/(?!printer\.ts))/.test(
        name,
      ),
    )
    expect(heavy).toEqual([])
  })
})

describe('the size of files', () => {
  it.each([...files, ...sourceFiles('test'), ...sourceFiles('scripts')])('keeps %s within 250 lines', (file) => {
    expect(readFileSync(file, 'utf8').split('\n').length - 1).toBeLessThanOrEqual(250)
  })
})

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && statSync(path).isFile())
    .toSorted()
}

function longestMatch<Value>(file: string, table: Readonly<Record<string, Value>>): Value {
  const key = Object.keys(table)
    .filter((folder) => file.startsWith(folder))
    .toSorted((left, right) => right.length - left.length)[0]
  const value = key === undefined ? undefined : table[key]
  if (value === undefined) throw new Error(`no rule for ${file}`)
  return value
}

interface Imports {
  readonly local: readonly string[]
  /** Local files of which more than types are imported, statically. */
  readonly values: readonly string[]
  readonly packages: readonly string[]
}

function importsOf(file: string): Imports {
  const text = readFileSync(file, 'utf8')
  const all = [
    ...text.matchAll(
      /(?:^|\n)\s*(import|export)(\s+type)?\b([^'"\n;]*?(?:\n[^'"]*?)??)from\s+'([^']+)'|import\('([^']+)'\)/g,
    ),
  ]
  const seen = all.map(([, , type, names = '', fixed, lazy]) => {
    const name = fixed ?? lazy ?? ''
    const onlyTypes =
      type !== undefined ||
      (names.includes('{') && [...names.matchAll(/[{,]\s*(\w+\s+)?\w+/g)].every(([, word]) => word?.trim() === 'type'))
    return { name, value: lazy === undefined && !onlyTypes }
  })
  const isLocal = ({ name }: { name: string }) => name.startsWith('.')
  const path = ({ name }: { name: string }) => normalize(join(dirname(file), name))
  return {
    local: seen.filter(isLocal).map(path),
    values: seen.filter((each) => isLocal(each) && each.value).map(path),
    packages: seen
      .filter((each) => !isLocal(each) && !each.name.startsWith('node:'))
      .map(({ name }) => packageOf(name)),
  }
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The text without comments and without the contents of strings. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, '``')
    .replace(/^import [\s\S]*?from ''/gm, '')
    .replace(/\/(?![*/])(?:[^/\\\n]|\\.)+\/[gimsuy]*/g, '//')
}

function isShared(target: string, from: string): boolean {
  return (
    dirname(target) === dirname(from) && !readFileSync(target, 'utf8').match(/\bdefine(Check|Cause|Changes|View)\b/)
  )
}

function isListable(file: string): boolean {
  const made = /\bdefine(Facts|Check|Cause|Changes|View)\(|\bnew Command\('|\breturn lookCommand\(/
  return !/index\.ts$|^commands\/program\.ts$/.test(file) && made.test(readFileSync(file, 'utf8'))
}

/** The indexes in the folders above a file: any of them may list it. */
function indexesAbove(file: string): readonly string[] {
  return files.filter((index) => index.endsWith('/index.ts') && file.startsWith(dirname(index)))
}

/** What an index lists, through the indexes of its folders. */
function listedIn(index: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [index]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !files.includes(file)) continue
    seen.add(file)
    if (file.endsWith('index.ts')) waiting.push(...importsOf(file).values)
  }
  return seen
}

/** Everything that is imported statically from here on, packages included. */
function staticGraph(start: string, lazy: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [start, ...lazy]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    if (!files.includes(file)) continue
    waiting.push(...importsOf(file).values)
    for (const name of staticPackages(file)) seen.add(name)
  }
  return seen
}

function staticPackages(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:^|\n)import\s+(?!type\b)[^'"]*?from\s+'([^.'][^']*)'/g)].map(
    ([, name = '']) => packageOf(name),
  )
}
