/** `npm run new check redis.evictions`: the file, its line in the list and its test, ready to be filled in. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

interface Kind {
  readonly folder: string
  /** The end of the list's name: `redisChecks`, `causes`. */
  readonly list: (system: string) => string
  readonly source: (id: string, name: string, system: string) => string
  readonly example: string
}

const kinds: Readonly<Record<string, Kind>> = {
  check: {
    folder: 'src/checks',
    example: 'redis.evictions',
    list: (system) => `${system}Checks`,
    source: (id, name, system) => `import { defineCheck } from '../../core/check.ts'
import { server } from '../../facts/${system}/server.ts'

/** Say what is wrong, and why it matters. */
export const ${name} = defineCheck({
  id: '${id}',
  kind: 'condition',
  reads: { server },
  params: {},
  run: (_facts, _context) => [],
})
`,
  },
  cause: {
    folder: 'src/causes',
    example: 'redis-full',
    list: () => 'causes',
    source: (id, name) => `import { defineCause } from '../core/cause.ts'

/** Say what to fix first, and how it is told apart from what looks like it. */
export const ${name} = defineCause({
  id: '${id}',
  reads: {},
  weighs: [],
  conclude: (_sightings, _view) => [],
})
`,
  },
  facts: {
    folder: 'src/facts',
    example: 'redis.memory',
    list: (system) => `${system}Facts`,
    source: (id, name, system) => `import { defineFacts } from '../../core/facts.ts'

/** Say what this aspect of the system is. */
export interface ${name[0]?.toUpperCase()}${name.slice(1)} {
  readonly answered: boolean
}

export const ${name} = defineFacts({
  id: '${id}',
  system: '${system}',
  cost: 'cheap',
  collect: async (): Promise<${name[0]?.toUpperCase()}${name.slice(1)}> => ({ answered: true }),
})
`,
  },
}

const [kindName = '', id = ''] = process.argv.slice(2)
const kind = kinds[kindName]
if (kind === undefined || !/^[a-z-]+(\.[a-z-]+)?$/.test(id) || id.includes('.') === (kindName === 'cause')) {
  const usage = Object.entries(kinds).map(([name, { example }]) => `npm run new ${name} ${example}`)
  process.stderr.write(`usage:\n  ${usage.join('\n  ')}\n`)
  process.exitCode = 2
} else {
  await create(kind, id)
}

async function create({ folder, list, source }: Kind, about: string): Promise<void> {
  const [first = '', second] = about.split('.')
  const system = second === undefined ? '' : first
  const slug = second ?? first
  const name = slug.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const path = join(folder, system, `${slug}.ts`)
  const test = join('test', path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts'))
  if (existsSync(path)) throw new Error(`${path} exists`)
  await write(path, source(about, name, system))
  await write(test, testOf(about, name, `${'../'.repeat(test.split('/').length - 1)}${path}`))
  await addToList(join(folder, system, 'index.ts'), list(system), name, slug)
  process.stdout.write(`${path}\n${test}\n`)
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { flag: 'wx' })
}

async function addToList(index: string, list: string, name: string, slug: string): Promise<void> {
  const text = await readFile(index, 'utf8')
  const line = `import { ${name} } from './${slug}.ts'\n`
  const pattern = new RegExp(`(export const ${list}\\b[^=]*= \\[)([\\s\\S]*?)(\\s*,?\\s*)\\]`)
  if (!pattern.test(text)) throw new Error(`${index} has no list ${list}`)
  await writeFile(
    index,
    line + text.replace(pattern, (_, open: string, names: string) => `${open}${names},\n  ${name},\n]`),
  )
}

/** Fails until it is written. */
function testOf(about: string, name: string, path: string): string {
  return `import { describe, expect, it } from 'vitest'
import { ${name} } from '${path}'

describe('${about}', () => {
  it('says nothing of a healthy system', () => {
    expect.fail(\`say what \${${name}.id} sees in a healthy system and in a sick one\`)
  })
})
`
}
