/** `npm run new check redis.evictions`: the file, its line in the list and its test, ready to be filled in. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withEntry } from './new/entry.ts'
import { type Kind, kinds, type Named } from './new/kinds.ts'

const [kindName = '', id = ''] = process.argv.slice(2)
const kind = kinds[kindName]
const [first = '', second] = id.split('.')

if (
  kind === undefined ||
  !/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$/.test(id) ||
  !kind.places.includes(id.split('.').length)
) {
  const usage = Object.entries(kinds).map(([name, { example }]) => `  npm run new ${name} ${example}`)
  refuse(`usage:\n${usage.join('\n')}`)
} else {
  const named = {
    id,
    system: second === undefined ? '' : first,
    slug: second ?? first,
    name: camelCase(second ?? first),
  }
  await create(kind, named)
}

async function create({ folder, suffix, source, intention }: Kind, named: Named): Promise<void> {
  const exported = `${named.name}${suffix}`
  const path = join(folder, named.system, `${named.slug}.ts`)
  const test = join('test', path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts'))
  const index = join(dirname(path), 'index.ts')
  if (existsSync(path)) return refuse(`${path} exists`)
  if (!existsSync(index))
    return refuse(`there is no ${index}: make the list of ${named.system} first, like those beside it`)
  const list = withEntry(await readFile(index, 'utf8'), exported, named.slug)
  await write(path, await source(named))
  await write(test, testOf(named.id, intention))
  await writeFile(index, list)
  spawnSync('biome', ['check', '--write', path, test, index], { stdio: 'ignore' })
  process.stdout.write(`${path}\n${test}\n${index}\nwhen they are written: npm run generate && npm test\n`)
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { flag: 'wx' })
}

/** Fails until it is written. */
function testOf(about: string, intention: string): string {
  return `import { describe, expect, it } from 'vitest'

describe('${about}', () => {
  it('${intention}', () => {
    expect.fail('write this test')
  })
})
`
}

function camelCase(slug: string): string {
  return slug.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exitCode = 2
}
