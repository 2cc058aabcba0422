import { gunzipSync } from 'node:zlib'
import type { Kind, ListScope } from '../../../clients/kubernetes/client.ts'
import { isRecord, parseJson, textAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from '../../kubernetes/objects/meta.ts'
import { type Payload, readPayload } from './payload.ts'

/** One revision of a release, by its labels alone. */
export interface ReleaseRecord extends Meta {
  readonly revision: number
  /** By the label; the truth is in the payload. */
  readonly status: string
  readonly modifiedAgoMs: number | null
}

/** A revision with what its payload holds; null where it cannot be read. */
export interface ReleaseContents {
  readonly name: string
  readonly payload: Payload | null
}

/** Where Helm keeps the revisions of a release: in Secrets, unless HELM_DRIVER says otherwise. */
export interface Storage {
  readonly driver: 'secret' | 'configmap'
  readonly records: Kind<ReleaseRecord>
  readonly contents: Kind<ReleaseContents>
}

export const storages: readonly Storage[] = [storage('secret', 'secrets'), storage('configmap', 'configmaps')]

/** The revisions of one release. Roles cannot be limited to them: to list them is to list every Secret of the namespace. */
export function ofRelease(namespace: string, release: string): ListScope {
  return { namespace, labelSelector: `owner=helm,name=${release}` }
}

/** One object by a list, so that the right to list is enough. */
export function named(namespace: string, name: string): ListScope {
  return { namespace, fieldSelector: `metadata.name=${name}` }
}

function storage(driver: Storage['driver'], resource: string): Storage {
  const place = { group: '', version: 'v1', resource, namespaced: true } as const
  return {
    driver,
    records: { ...place, metadataOnly: true, read: readRecord },
    contents: {
      ...place,
      read: (raw, now) => ({ name: textAt(raw, 'metadata', 'name') ?? '', payload: payloadOf(raw, driver, now) }),
    },
  }
}

function readRecord(raw: unknown, now: number): ReleaseRecord {
  const meta = readMeta(raw, now)
  const modified = Number(meta.labels.modifiedAt ?? meta.labels.createdAt)
  return {
    ...meta,
    revision: Number(meta.labels.version),
    status: meta.labels.status ?? 'unknown',
    modifiedAgoMs: Number.isNaN(modified) ? null : now - modified * 1000,
  }
}

/** More than Kubernetes can store of it, packed. */
const largestBytes = 64 * 2 ** 20

/** Base64 of gzip of JSON, in a Secret once more in base64; old ones are not packed. https://github.com/helm/helm/blob/main/pkg/storage/driver/util.go */
function payloadOf(raw: unknown, driver: Storage['driver'], now: number): Payload | null {
  const stored = textAt(valueAt(raw, 'data'), 'release')
  if (stored === null) return null
  try {
    const text = driver === 'secret' ? Buffer.from(stored, 'base64').toString('latin1') : stored
    const bytes = Buffer.from(text, 'base64')
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
    const json = isPacked ? gunzipSync(bytes, { maxOutputLength: largestBytes }) : bytes
    const content = parseJson(json.toString('utf8'))
    return isRecord(content) ? readPayload(content, now) : null
  } catch {
    // What zlib refuses is no record of Helm's.
    return null
  }
}
