import { describeReference, parseReference, type WrittenReference } from './reference.ts'
import { urlParts } from './url-parts.ts'

/** The entries that are there, for people: a reference stays one, a URL loses its query. */
export function written(entries: Readonly<Record<string, WrittenReference | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, shown(value)]])),
  )
}

function shown(value: WrittenReference): string {
  const reference = parseReference(value)
  if (reference !== undefined) return describeReference(reference)
  const text = typeof value === 'string' ? value : ''
  const parts = urlParts(text)
  return parts === undefined ? text : text.replace(/\?.*$/s, '')
}
