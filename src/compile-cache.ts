import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { placesOf } from './places.ts'

/** Keeps compiled code in the user's own cache folder: the shared temporary folder could be written by others. */
export function cacheCompiledCode(): void {
  const folder = join(placesOf(process.env, homedir()).cache, 'compiled')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    enableCompileCache(folder)
  } catch {
    // A read-only home folder only makes the start slower.
  }
}
