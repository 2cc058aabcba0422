import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

export interface OlderNode {
  readonly version: string
  readonly command: string
  /** Words before the script. */
  readonly words: readonly string[]
}

/** A Node of this machine that is too old; where there is none, this one made to say that it is. */
export async function olderNode(folder: string): Promise<OlderNode> {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  const found = places
    .map((place) => join(place, 'node'))
    .filter((path) => existsSync(path))
    .map((command) => ({ command, words: [], version: versionOf(command) }))
    .find(({ version }) => Number.parseInt(version, 10) < 24)
  if (found) return found
  const disguise = join(folder, 'older.mjs')
  const version = '20.0.0'
  await writeFile(disguise, `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })\n`)
  return { command: process.execPath, words: ['--import', disguise], version }
}

function versionOf(command: string): string {
  return execFileSync(command, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '')
}
