import type { Kind } from '../clients/kubernetes/client.ts'
import { type ClusterReference, describeReference, parseReference } from '../config/reference.ts'
import { CannotAsk } from '../core/facts.ts'
import { textsAt } from '../core/json.ts'
import { Secret } from '../core/secret.ts'
import type { EnvironmentEntry, Value } from './environment/dependencies.ts'
import { partOfValue, splitReference } from './environment/value-part.ts'
import type { OpenCluster } from './open-clusters.ts'

type SecretData = ReadonlyMap<string, Secret>

/** For a get by name only. */
const secrets: Kind<SecretData> = {
  group: '',
  version: 'v1',
  resource: 'secrets',
  namespaced: true,
  read: (raw) =>
    new Map(
      Object.entries(textsAt(raw, 'data')).map(([key, text]) => [
        key,
        new Secret(Buffer.from(text, 'base64').toString('utf8')),
      ]),
    ),
}

/** The values that references into a cluster stand for, read when they are needed: named Secrets by get, variables of containers from memory. */
export class ClusterValues {
  readonly #cluster: OpenCluster
  readonly #variables = new Map<string, Value>()

  constructor(cluster: OpenCluster) {
    this.#cluster = cluster
  }

  /** Keeps what an environment says, so that `pod-env:` references lead somewhere. */
  remember(entries: readonly EnvironmentEntry[]): void {
    for (const { reference, value } of entries) this.#variables.set(reference, value)
  }

  /** Rejects with CannotAsk that names the place and the reference, never the value. */
  async read(reference: ClusterReference, place: string): Promise<string> {
    if (reference.kind === 'pod-env') return this.#variable(reference.path, place)
    const { namespace, name, key, part } = reference
    const data = await this.secret(namespace, name)
    const value = data?.get(key)
    const words = `${place} refers to ${describeReference(reference)}`
    if (data === null) throw new CannotAsk('failed', `${words}, and there is no Secret ${namespace}/${name}`)
    if (value === undefined) throw new CannotAsk('failed', `${words}, and the Secret has no key ${key}`)
    return inPart(value.reveal(), part, words)
  }

  /** Null where there is none. Rejects with CannotAsk where it may not be read. */
  secret(namespace: string, name: string): Promise<SecretData | null> {
    return this.#cluster.within((client) => client.get(secrets, namespace, name))
  }

  async #variable(path: string, place: string): Promise<string> {
    const { whole, part } = splitReference(path)
    const name = whole.split('/').at(-1) ?? ''
    const words = `${place} is the variable ${name} of a container`
    const pieces = this.#variables.get(`pod-env:${whole}`)
    if (pieces === undefined) throw new CannotAsk('failed', `${words}, which was not read`)
    const texts = await Promise.all(
      pieces.map((piece) => (typeof piece === 'string' ? piece : this.text(piece.reference, place))),
    )
    return inPart(texts.join(''), part, words)
  }

  /** The same for a reference as it is written. */
  async text(written: string, place: string): Promise<string> {
    const reference = parseReference(written)
    if (reference?.kind === 'secret' || reference?.kind === 'pod-env') return this.read(reference, place)
    throw new CannotAsk('failed', `${place} refers to something that is no Secret`)
  }
}

function inPart(text: string, part: string | undefined, words: string): string {
  if (part === undefined) return text
  const value = partOfValue(text, part)
  if (value !== undefined) return value
  throw new CannotAsk('failed', `${words}, and what stands there has no ${part}`)
}
