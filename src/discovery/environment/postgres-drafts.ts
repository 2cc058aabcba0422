import type { ReadFor } from './dependencies.ts'
import { hostKey } from './host.ts'
import { isSet, knownText, partKey, portOf } from './parts.ts'
import { fillDraft, type PostgresDraft } from './postgres-block.ts'

/** Blocks that describe one place, as one: a block without a host belongs to the one it completes, and the same place written twice is one. */
export function joinDrafts(drafts: readonly PostgresDraft[], around: ReadFor): Joined {
  const placed = drafts.filter(hasPlace)
  const loose: PostgresDraft[] = []
  for (const draft of drafts.filter((each) => !hasPlace(each) && !each.isUnreadable)) {
    const owner = ownerOf(draft, placed)
    if (owner === undefined) loose.push(draft)
    else placed.splice(placed.indexOf(owner), 1, fillDraft(owner, draft))
  }
  return { placed: withoutDoubles(placed, around), loose }
}

export interface Joined {
  readonly placed: readonly PostgresDraft[]
  /** Without a host, and of nothing that has one. */
  readonly loose: readonly PostgresDraft[]
}

function hasPlace({ url, addresses }: PostgresDraft): boolean {
  return url !== undefined || addresses.length > 0
}

/** The place that a block without a host completes: of the same names, else the only one that lacks a login. */
function ownerOf(draft: PostgresDraft, placed: readonly PostgresDraft[]): PostgresDraft | undefined {
  const fitting = placed.filter((each) => each.role === draft.role && !contradicts(each, draft))
  const related = fitting.filter((each) => each.stem === draft.stem)
  if (related.length > 0) return related.length === 1 ? related[0] : related.find((each) => !isSet(each.password))
  const open = fitting.filter((each) => !isSet(each.password) && each.role === 'main')
  return isSet(draft.password) && open.length === 1 ? open[0] : undefined
}

/** Two users are two logins. */
function contradicts(first: PostgresDraft, second: PostgresDraft): boolean {
  return isSet(first.user) && isSet(second.user) && partKey(first.user) !== partKey(second.user)
}

function withoutDoubles(drafts: readonly PostgresDraft[], around: ReadFor): readonly PostgresDraft[] {
  const kept: PostgresDraft[] = []
  for (const draft of drafts) {
    const index = kept.findIndex((each) => isSame(each, draft, around))
    const same = kept[index]
    if (same === undefined) kept.push(draft)
    else kept.splice(index, 1, fillDraft(same, draft))
  }
  return kept
}

function isSame(first: PostgresDraft, second: PostgresDraft, { namespace }: ReadFor): boolean {
  if (first.role !== second.role) return false
  if (placeKey(first, namespace) !== placeKey(second, namespace)) return false
  const databases = [first.database, second.database].filter(isSet).map(partKey)
  return databases.length < 2 || databases[0] === databases[1]
}

/** Host and port, written in one way; of a URL that nobody read, where it stands. */
export function placeKey(draft: PostgresDraft, namespace: string): string {
  const [first] = draft.addresses
  if (first === undefined) return draft.url ?? ''
  const host = knownText(first.host)
  const port = portOf(first.port) ?? portOf(draft.port) ?? 5432
  return host === undefined ? partKey(first.host) : `${hostKey(host, namespace)}:${port}`
}
