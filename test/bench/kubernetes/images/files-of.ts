import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TarEntry } from './tar-writer.ts'

/** All files of a folder that `isWanted`, below a place in an image; symbolic links are followed. */
export function folderAt(path: string, folder: string, isWanted = (_path: string) => true): TarEntry[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap(({ name }) => {
      const source = join(folder, name)
      if (!isWanted(source)) return []
      return statSync(source).isDirectory()
        ? folderAt(join(path, name), source, isWanted)
        : [fileAt(join(path, name), source)]
    })
}

/** It stays executable if it is. */
function fileAt(path: string, file: string): TarEntry {
  return { path, file, mode: statSync(file).mode & 0o111 ? 0o755 : 0o644 }
}
