import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OperatorError } from '../core/errors.ts'
import type { Discovered } from './discovered.ts'
import { type EnvironmentSource, environmentOfCluster, type SourceWishes } from './environment-source.ts'
import { initialConfig } from './initial-config.ts'

export interface Initialised {
  readonly version: 1
  readonly kind: 'Initialised'
  readonly file: string
}

/** The text of a first configuration: from the usual variables, else from what is found on the cluster of the kubeconfig, else an example. */
export async function firstConfiguration(wishes: SourceWishes, find: Find): Promise<string> {
  const source = environmentOfCluster(wishes)
  if (source === undefined) return initialConfig(wishes.env)
  const found = await find(source)
  const closed = found.clusters.find(({ unasked }) => unasked !== null)
  if (closed?.unasked) {
    const { reason, grant } = closed.unasked
    throw new OperatorError(reason, { exit: 'couldNotLook', ...(grant !== undefined && { hint: grant }) })
  }
  const { foundConfig } = await import('./found-config.ts')
  return foundConfig(found)
}

type Find = (source: EnvironmentSource) => Promise<Pick<Discovered, 'clusters' | 'services'>>

/** Writes a first configuration and never over another one. `-` returns its text, for standard output. */
export async function initialise(file: string, text: string, cwd: string = '.'): Promise<Initialised | string> {
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
