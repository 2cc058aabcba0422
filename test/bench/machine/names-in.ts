import { readdirSync } from 'node:fs'

/** The names in a folder, or none when it does not exist. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
