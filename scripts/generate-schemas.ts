import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { publishedSchemas } from '../src/output/documents/published.ts'

/** Writes schemas/*.json; with `--check` says which of them are out of date instead. */
const folder = new URL('../schemas/', import.meta.url)
const isCheck = process.argv.includes('--check')
const stale: string[] = []

await mkdir(folder, { recursive: true })
for (const [name, schema] of Object.entries(publishedSchemas())) {
  const file = new URL(name, folder)
  const text = `${JSON.stringify(schema, null, 2)}\n`
  if (!isCheck) await writeFile(file, text)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) stale.push(fileURLToPath(file))
}

if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run node scripts/generate-schemas.ts\n`)
  process.exitCode = 1
}
