import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Look } from './core/look.ts'
import type { SavedFacts } from './facts-file.ts'
import { loadFacts, saveFacts } from './facts-file.ts'

/** The last look at an environment, kept so that the next run can make rates of its counters. */
export class Baseline {
  readonly #path: string

  /** `scope` tells environments and configurations apart; only its hash becomes part of the file's name. */
  constructor(stateFolder: string, scope: string) {
    const name = createHash('sha256').update(scope).digest('hex').slice(0, 16)
    this.#path = join(stateFolder, 'baselines', `${name}.json`)
  }

  /** Undefined where there is none that can be read: a baseline makes an answer better, it is never needed. */
  async read(): Promise<Look | undefined> {
    try {
      return (await loadFacts(this.#path)).facts.look
    } catch {
      return undefined
    }
  }

  async write(saved: SavedFacts): Promise<void> {
    try {
      await saveFacts(this.#path, saved)
    } catch {
      // A read-only home folder must not keep anybody from a diagnosis.
    }
  }
}
