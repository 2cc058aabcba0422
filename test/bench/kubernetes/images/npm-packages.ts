import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderAt } from './files-of.ts'
import type { TarEntry } from './tar-writer.ts'

/** The named packages and all they depend on, as they are installed for `project`, below `path`/node_modules. */
export function packagesAt(path: string, project: string, names: readonly string[]): TarEntry[] {
  const folders = new Set<string>()
  const waiting = names.map((name) => ({ name, from: project }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = installed(next.name, next.from, project)
    if (folders.has(folder)) continue
    folders.add(folder)
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    for (const name of Object.keys(dependencies)) waiting.push({ name, from: folder })
  }
  const isWanted = (file: string) => !/\/node_modules$|\.(d\.[cm]?ts|map|md)$/.test(file)
  return [...folders]
    .toSorted()
    .flatMap((folder) => folderAt(join(path, folder.slice(project.length + 1)), folder, isWanted))
}

/** As Node.js looks for it: beside the package that asks, then further up. */
function installed(name: string, from: string, project: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (folder === project || folder === dirname(folder)) throw new Error(`${name} is not installed`)
  }
}
