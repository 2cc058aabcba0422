import type { Kind } from '../../../clients/kubernetes/client.ts'
import { isRecord, textsAt, valueAt } from '../../../core/json.ts'
import { contentsWritten, type Meta, managedNames, readMeta, type Written } from './meta.ts'

/** In memory only: values may hold secrets, so facts copy names of keys and never these. */
export interface ConfigMap extends Meta {
  readonly data: Readonly<Record<string, string>>
  readonly keys: readonly string[]
  /** When the contents were written. */
  readonly written: Written
}

/** A ConfigMap or a Secret without what it holds. */
export interface KeysOnly extends Meta {
  /** Null where the server did not tell. */
  readonly keys: readonly string[] | null
  readonly written: Written
}

const resource = { group: '', version: 'v1', namespaced: true } as const

export const configMaps: Kind<ConfigMap> = { ...resource, resource: 'configmaps', read: readConfigMap }

/** For a get by name only: nobody lists Secrets. */
export const secretKeys: Kind<KeysOnly> = {
  ...resource,
  resource: 'secrets',
  metadataOnly: true,
  read: readKeysOnly,
}

function readConfigMap(raw: unknown, now: number): ConfigMap {
  return { ...readKeysOnly(raw, now), data: textsAt(raw, 'data'), keys: keysOf(raw) ?? [] }
}

function readKeysOnly(raw: unknown, now: number): KeysOnly {
  const keys = keysOf(raw)
  return { ...readMeta(raw, now), keys, written: contentsWritten(raw, fields, now) }
}

const fields = ['data', 'binaryData', 'stringData']

/** Of the contents where they are there, else by who manages which. */
function keysOf(raw: unknown): readonly string[] | null {
  const contents = fields.map((field) => valueAt(raw, field)).filter(isRecord)
  if (contents.length > 0) return contents.flatMap((each) => Object.keys(each))
  const managed = fields.flatMap((field) => managedNames(raw, field))
  return managed.length === 0 ? null : managed
}
