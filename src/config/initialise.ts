import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OperatorError } from '../core/errors.ts'
import { initialConfig } from './initial-config.ts'

export interface Initialised {
  readonly version: 1
  readonly kind: 'Initialised'
  readonly file: string
}

/** Writes a first configuration and never over another one. `-` returns its text, for standard output. */
export async function initialise(
  file: string,
  env: NodeJS.ProcessEnv,
  cwd: string = '.',
): Promise<Initialised | string> {
  const text = await initialConfig(env)
  if (file === '-') return text
  const path = resolve(cwd, file)
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const state = exists ? 'is there already, and was not touched' : 'cannot be written'
    throw new OperatorError(`${path} ${state}`, { hint: 'name another one with --file', exit: 'usage', cause })
  }
  return { version: 1, kind: 'Initialised', file: path }
}
