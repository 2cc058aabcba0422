import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The doc comment above each export that has an id, by that id. */
export async function sentencesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const files = await Promise.all(names.map((name) => sentencesOf(join(folder, name))))
  return new Map(files.flat())
}

async function sentencesOf(path: string): Promise<readonly (readonly [id: string, sentence: string])[]> {
  const text = await readFile(path, 'utf8')
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href)
  return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+)/g)].flatMap(
    ([, comment = '', name = '']) => {
      const value = exported[name]
      return isRule(value) ? [[value.id, plain(comment)] as const] : []
    },
  )
}

function isRule(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}

/** One line, without the stars of the comment. */
function plain(comment: string): string {
  return comment
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
