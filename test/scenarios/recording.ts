import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Case } from '../../src/core/judge.ts'
import { loadFacts } from '../../src/facts-file.ts'
import type { Outcome } from './outcome.ts'
import type { Wanted } from './score.ts'

/** What was seen of one scenario when it was run on the real systems, and what had to be concluded: judged again whenever a rule changes. */
export interface Recording {
  /** `cluster bad-rollout (plain)` */
  readonly name: string
  /** Null: nothing, for it was healthy. */
  readonly wanted: Wanted | null
  readonly facts: Case
}

const folder = fileURLToPath(new URL('recorded', import.meta.url))

/** Keeps the facts of a scenario that was right, in place of those of its last run. */
export function record(suite: string, { scenario, dressing, wanted, facts }: Outcome): void {
  if (facts === null) return
  const says = wanted?.says?.source ?? null
  const document = withoutPlaces(JSON.parse(readFileSync(facts, 'utf8')))
  const text = JSON.stringify({ wanted: wanted && { ...wanted, says }, document })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${suite}.${scenario}.${dressing}.json.gz`), gzipSync(text, { level: 9 }))
}

/** All that were kept. */
export async function recordings(): Promise<readonly Recording[]> {
  const dir = await mkdtemp(join(tmpdir(), 'usrops-recorded-'))
  try {
    const files = readdirSync(folder).toSorted()
    return await Promise.all(files.map((file) => recordingIn(file, dir)))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

async function recordingIn(file: string, dir: string): Promise<Recording> {
  const { wanted, document } = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString())
  const path = join(dir, file.replace(/\.gz$/, ''))
  writeFileSync(path, JSON.stringify(document))
  const { facts } = await loadFacts(path)
  const [suite, scenario, dressing] = file.split('.')
  const says = wanted?.says ? new RegExp(wanted.says) : null
  return { name: `${suite} ${scenario} (${dressing})`, wanted: wanted && { ...wanted, says }, facts }
}

/** Where this checkout and the temporary files are is nobody's business. */
function withoutPlaces(document: unknown): unknown {
  const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
  return JSON.parse(JSON.stringify(document).replaceAll(root, '/srv/usrops').replaceAll(tmpdir(), '/tmp'))
}
