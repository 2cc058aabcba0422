/** Writes what is made of the source: schemas/*.json and the reference pages of docs/. With `--check` says what is out of date instead. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { commandsPage } from './generate/commands-page.ts'
import { causesPage, checksPage } from './generate/rules-pages.ts'
import { schemas } from './generate/schemas.ts'

const files: Readonly<Record<string, string>> = {
  ...schemas(),
  'docs/commands.md': commandsPage(),
  'docs/checks.md': await checksPage(),
  'docs/causes.md': await causesPage(),
}
const isCheck = process.argv.includes('--check')
const stale: string[] = []

for (const [path, text] of Object.entries(files)) {
  if ((await readFile(path, 'utf8').catch(() => '')) === text) continue
  stale.push(path)
  if (isCheck) continue
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

if (isCheck && stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run npm run generate\n`)
  process.exitCode = 1
} else for (const path of stale) process.stdout.write(`${path}\n`)
