import { readFile } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { CannotAsk } from '../core/facts.ts'
import { Secret } from '../core/secret.ts'
import { outputOf } from './command-output.ts'
import {
  type ClusterReference,
  describeReference,
  parseReference,
  type Reference,
  type WrittenReference,
} from './reference.ts'

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** Relative paths start here: the folder of the configuration. */
  readonly folder: string
  /** Whether places are named by the path in the file or by the variable a value came from. */
  readonly origin: 'file' | 'variables' | 'kubeconfig'
  /** Reads what only a cluster knows. Rejects with CannotAsk; absent where no cluster may be asked now. */
  readonly cluster?: (reference: ClusterReference, place: string) => Promise<string>
}

/** Nothing is wrong with a reference; only a cluster says what it stands for, and none is asked now. */
export class NotAskedNow extends CannotAsk {
  constructor(reference: ClusterReference, place: string) {
    super('unsupported', `${place} refers to ${describeReference(reference)}, which is read when the cluster is asked`)
    this.name = 'NotAskedNow'
  }
}

/** Resolves references, when what they stand for is needed. No error holds a value. */
export class References {
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** The value, for a driver. Rejects with CannotAsk that names the reference and the place that holds it. */
  async secret(written: WrittenReference, place: string): Promise<Secret> {
    const reference = parseReference(written)
    if (reference === undefined) throw new CannotAsk('failed', `${place} is not a reference`)
    return new Secret(await this.#value(reference, place))
  }

  /** The text of a setting that may be a reference or the text itself. */
  async text(written: WrittenReference, place: string): Promise<string> {
    const reference = parseReference(written)
    if (reference !== undefined) return this.#value(reference, place)
    return typeof written === 'string' ? written : ''
  }

  /** The same references with what only this cluster knows. */
  within(cluster: NonNullable<Surroundings['cluster']>): References {
    return new References({ ...this.#around, cluster })
  }

  /** As `text`, without running a command, and undefined where there is nothing yet. */
  async peek(written: WrittenReference, place: string): Promise<string | undefined> {
    if (parseReference(written)?.kind === 'exec') return undefined
    return this.text(written, place).catch(() => undefined)
  }

  /** How to name the place of a value in an error: its path in the file and where it points to, or only the variable. */
  nameOf(written: WrittenReference, place: string): string {
    const reference = parseReference(written)
    if (reference === undefined) return place
    if (this.#around.origin === 'variables' && reference.kind === 'env') return reference.name
    return `${place} (${describeReference(reference)})`
  }

  path(path: string): string {
    const { home, folder } = this.#around
    if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1))
    return isAbsolute(path) ? path : resolve(folder, path)
  }

  async #value(reference: Reference, place: string): Promise<string> {
    switch (reference.kind) {
      case 'env':
        return this.#variable(reference.name, place)
      case 'file':
        return this.#file(reference.path, place)
      case 'exec':
        return outputOf(reference.command, place, this.#around)
      default:
        return this.#ofCluster(reference, place)
    }
  }

  #ofCluster(reference: ClusterReference, place: string): Promise<string> {
    const { cluster } = this.#around
    if (cluster !== undefined) return cluster(reference, place)
    const words = describeReference(reference)
    const reason = `${place} refers to ${words}, and no cluster says what that is`
    throw new CannotAsk('failed', reason, 'name the cluster under clusters: of the environment')
  }

  #variable(name: string, place: string): string {
    const value = this.#around.env[name]
    if (value) return value
    const state = value === undefined ? 'not set' : 'empty'
    throw new CannotAsk('failed', `${place} refers to the variable ${name}, which is ${state}`, `export ${name}`)
  }

  async #file(path: string, place: string): Promise<string> {
    const full = this.path(path)
    try {
      return (await readFile(full, 'utf8')).replace(/\r?\n$/, '')
    } catch (error) {
      const state = stateOf(error)
      throw new CannotAsk('failed', `${place} refers to the file ${full}, which ${state}`, `make ${full} readable`)
    }
  }
}

function stateOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EISDIR') return 'is a folder'
  return code === 'EACCES' ? 'may not be read' : 'cannot be read'
}
