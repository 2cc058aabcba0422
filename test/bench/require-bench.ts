import { describe, it } from 'vitest'
import { MissingToolchain } from './machine/missing-toolchain.ts'
import { silent } from './machine/progress.ts'
import { prepareToolchain, type System } from './toolchain/prepare.ts'

/**
 * A `describe` for suites on real systems: `await describeOnBench(['postgres', 'redis'], 'locks', () => { … })`. Their programs are fetched
 * first. Where they cannot be had, the suite is skipped, its name says why; with CI=true it fails.
 */
export async function describeOnBench(systems: readonly System[], name: string, body: () => void): Promise<void> {
  const missing = await whatIsMissing(systems)
  if (!missing) describe(name, body)
  else if (process.env.CI === 'true') failing(name, missing)
  else describe.skip(`${name} (${missing.message})`, body)
}

function failing(name: string, missing: MissingToolchain): void {
  describe(name, () => {
    it('finds the programs it needs, since CI=true', () => {
      throw missing
    })
  })
}

async function whatIsMissing(systems: readonly System[]): Promise<MissingToolchain | undefined> {
  try {
    await prepareToolchain(systems, silent)
    return undefined
  } catch (error) {
    if (error instanceof MissingToolchain) return error
    throw error
  }
}
