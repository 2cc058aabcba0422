import { flagAt, isRecord, listAt, numberAt, textAt, textsAt, valueAt } from '../../../core/json.ts'

/** What every object of the API carries. Ages are milliseconds before the server's answer. */
export interface Meta {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly generation: number
  readonly resourceVersion: string
  readonly createdAgoMs: number
  /** Null where it is not being deleted. */
  readonly deletedAgoMs: number | null
  readonly finalizers: readonly string[]
  readonly owner: Owner | null
  /** Who wrote last, by managedFields: newest first. */
  readonly writers: readonly Writer[]
}

/** The owner that controls an object. */
export interface Owner {
  readonly kind: string
  readonly name: string
  readonly uid: string
}

export interface Writer {
  /** `kubectl-client-side-apply`, `helm`, `argocd-controller`, … */
  readonly manager: string
  readonly agoMs: number | null
  readonly subresource: string | null
}

export function readMeta(raw: unknown, now: number): Meta {
  const meta = valueAt(raw, 'metadata')
  return {
    namespace: textAt(meta, 'namespace') ?? '',
    name: textAt(meta, 'name') ?? '',
    uid: textAt(meta, 'uid') ?? '',
    labels: textsAt(meta, 'labels'),
    annotations: annotationsOf(meta),
    generation: numberAt(meta, 'generation') ?? 0,
    resourceVersion: textAt(meta, 'resourceVersion') ?? '',
    createdAgoMs: agoOf(textAt(meta, 'creationTimestamp'), now) ?? 0,
    deletedAgoMs: agoOf(textAt(meta, 'deletionTimestamp'), now),
    finalizers: listAt(meta, 'finalizers').filter((each) => typeof each === 'string'),
    owner: ownerOf(meta),
    writers: writersOf(meta, now),
  }
}

/** Milliseconds from a time stamp of the API to `now`; null where there is none. */
export function agoOf(stamp: string | null, now: number): number | null {
  const at = stamp === null ? Number.NaN : Date.parse(stamp)
  return Number.isNaN(at) ? null : now - at
}

/**
 * When one of the top fields of an object (`data`) was written last, by managedFields, whose time moves only with a change:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#managedfields. Null where nobody recorded it.
 */
export function writtenAgoMs(raw: unknown, fields: readonly string[], now: number): number | null {
  const ages = listAt(raw, 'metadata', 'managedFields')
    .filter((each) => fields.some((field) => valueAt(each, 'fieldsV1', `f:${field}`) !== undefined))
    .flatMap((each) => agoOf(textAt(each, 'time'), now) ?? [])
  return ages.length === 0 ? null : Math.min(...ages)
}

/** When contents were written: surely, and by a writer of whom nobody can tell whether it wrote contents or labels. */
export interface Written {
  /** Null where nobody recorded it. */
  readonly agoMs: number | null
  /** Null where nobody may have changed them after that. */
  readonly perhapsAgoMs: number | null
  readonly perhapsBy: string | null
}

/**
 * When these top fields were written last. The API keeps one time for all that a writer has written, so that it tells only where the writer has
 * written nothing else; else only the creation is sure. Tools that deploy change labels (`helm.sh/chart`) with every release.
 */
export function contentsWritten(raw: unknown, fields: readonly string[], now: number): Written {
  const writers = listAt(raw, 'metadata', 'managedFields')
    .filter((each) => fields.some((field) => valueAt(each, 'fieldsV1', `f:${field}`) !== undefined))
    .flatMap((each) => {
      const agoMs = agoOf(textAt(each, 'time'), now)
      return agoMs === null ? [] : [{ by: textAt(each, 'manager'), agoMs, isSure: writesNoMarks(each) }]
    })
  const created = agoOf(textAt(raw, 'metadata', 'creationTimestamp'), now) ?? Number.POSITIVE_INFINITY
  const agoMs = Math.min(created, ...writers.filter(({ isSure }) => isSure).map((each) => each.agoMs))
  const [perhaps] = writers
    .filter((each) => !each.isSure && each.agoMs < agoMs)
    .toSorted((left, right) => left.agoMs - right.agoMs)
  return {
    agoMs: Number.isFinite(agoMs) ? agoMs : null,
    perhapsAgoMs: perhaps?.agoMs ?? null,
    perhapsBy: perhaps?.by ?? null,
  }
}

/** The copy that `kubectl apply` leaves changes only with something else. */
const harmless = new Set(['.', 'f:kubectl.kubernetes.io/last-applied-configuration'])

function writesNoMarks(entry: unknown): boolean {
  const marks = (kind: string) => {
    const fields = valueAt(entry, 'fieldsV1', 'f:metadata', kind)
    return isRecord(fields) ? Object.keys(fields).filter((name) => !harmless.has(name)) : []
  }
  return marks('f:labels').length + marks('f:annotations').length === 0
}

/** The names under one of the top fields, by managedFields: for objects of which only the metadata was asked. */
export function managedNames(raw: unknown, field: string): readonly string[] {
  const names = listAt(raw, 'metadata', 'managedFields').flatMap((each) => {
    const managed = valueAt(each, 'fieldsV1', `f:${field}`)
    return isRecord(managed) ? Object.keys(managed) : []
  })
  return [...new Set(names)].filter((name) => name.startsWith('f:')).map((name) => name.slice(2))
}

/** Without the copy of the whole object that `kubectl apply` leaves, secrets included. */
function annotationsOf(meta: unknown): Readonly<Record<string, string>> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _copy, ...annotations } = textsAt(meta, 'annotations')
  return annotations
}

function ownerOf(meta: unknown): Owner | null {
  const owners = listAt(meta, 'ownerReferences')
  const owner = owners.find((each) => flagAt(each, 'controller')) ?? owners[0]
  if (owner === undefined) return null
  return { kind: textAt(owner, 'kind') ?? '', name: textAt(owner, 'name') ?? '', uid: textAt(owner, 'uid') ?? '' }
}

function writersOf(meta: unknown, now: number): readonly Writer[] {
  return listAt(meta, 'managedFields')
    .map((each) => ({
      manager: textAt(each, 'manager') ?? '',
      agoMs: agoOf(textAt(each, 'time'), now),
      subresource: textAt(each, 'subresource'),
    }))
    .toSorted((left, right) => (left.agoMs ?? Number.POSITIVE_INFINITY) - (right.agoMs ?? Number.POSITIVE_INFINITY))
}
