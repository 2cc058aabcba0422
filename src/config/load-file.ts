import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { OperatorError } from '../core/errors.ts'
import type { KnownCheck } from './known-checks.ts'
import type { Config } from './schema/config.ts'

/** Reads and checks a configuration. The schema is built only now. */
export async function loadFile(path: string, cwd: string, checks?: readonly KnownCheck[]): Promise<Config> {
  const { parseConfig } = await import('./parse-config.ts')
  const near = relative(cwd, path)
  return parseConfig(await textOf(path), near.startsWith('..') ? path : near, checks)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new OperatorError(`${path} cannot be read`, { hint: 'check its owner and mode', exit: 'usage', cause })
  }
}
