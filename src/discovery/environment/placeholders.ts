import type { EnvironmentEntry, Value } from './dependencies.ts'
import { wordsOf } from './setting.ts'
import { joined } from './value.ts'

// What refers to itself is cut off.
const deepest = 5

/** Replaces `${NAME}` and `${NAME:default}`, as Spring, Quarkus and shells write them, in all entries. What is not defined stays as it is written. */
export function withPlaceholders(entries: readonly EnvironmentEntry[]): readonly EnvironmentEntry[] {
  const known = new Map(
    entries.filter(({ missing }) => missing === undefined).map((entry) => [keyOf(entry.name), entry]),
  )
  return entries.map((entry) => {
    const value = filled(entry.value, known, 0)
    return value === entry.value ? entry : { ...entry, value }
  })
}

/** `spring.datasource.url` is SPRING_DATASOURCE_URL. */
function keyOf(name: string): string {
  return wordsOf(name).join('_')
}

function filled(value: Value, known: ReadonlyMap<string, EnvironmentEntry>, depth: number): Value {
  if (depth > deepest || !value.some((piece) => typeof piece === 'string' && piece.includes('${'))) return value
  return joined(value.flatMap((piece) => (typeof piece === 'string' ? fill(piece, known, depth) : [piece])))
}

function fill(text: string, known: ReadonlyMap<string, EnvironmentEntry>, depth: number): Value {
  // The innermost first: `${A:${B:c}}`.
  return text.split(/(\$\{[^${}]*\})/).flatMap<Value[number]>((part) => {
    const [, name, fallback] = /^\$\{([^:}]+)(?::-?([^}]*))?\}$/.exec(part) ?? []
    if (name === undefined) return [part]
    const entry = known.get(keyOf(name))
    if (entry !== undefined && entry.value.length > 0) return setIn(entry, known, depth)
    return fallback === undefined ? [part] : [fallback]
  })
}

function setIn(entry: EnvironmentEntry, known: ReadonlyMap<string, EnvironmentEntry>, depth: number): Value {
  const value = filled(entry.value, known, depth + 1)
  const [first, more] = value
  const isPassword = /PASS|PWD|SECRET|TOKEN/i.test(entry.name) && typeof first === 'string' && more === undefined
  return isPassword ? [{ reference: entry.reference, value: first }] : value
}
