import type { EnvironmentEntry, Value } from './dependencies.ts'
import { wordsOf } from './setting.ts'
import { isTooLong, joined } from './value.ts'

/** Replaces `${NAME}` and `${NAME:default}`, as Spring, Quarkus and shells write them, in all entries. What is not defined stays as it is written. */
export function withPlaceholders(entries: readonly EnvironmentEntry[]): readonly EnvironmentEntry[] {
  const filler = new Filler(entries)
  return entries.map((entry) => ({ ...entry, value: filler.filled(entry.value) }))
}

// `${A:${B:${C}}}` is filled from the inside out; nobody nests deeper.
const mostRounds = 5

class Filler {
  readonly #known: ReadonlyMap<string, EnvironmentEntry>
  /** What is filled already; while an entry is being filled, itself as it is written: what refers to itself is cut off. */
  readonly #done = new Map<string, Value>()

  constructor(entries: readonly EnvironmentEntry[]) {
    const usable = entries.filter(({ missing, value }) => missing === undefined && value.length > 0)
    this.#known = new Map(usable.map((entry) => [keyOf(entry.name), entry]))
  }

  filled(value: Value): Value {
    let current = value
    for (let round = 0; round < mostRounds && hasPlaceholder(current); round++) {
      const next = current.flatMap((piece) => (typeof piece === 'string' ? this.#fill(piece) : [piece]))
      if (isTooLong(next)) return value
      current = joined(next)
    }
    return current
  }

  #fill(text: string): Value {
    return text.split(/(\$\{[^${}]*\})/).flatMap<Value[number]>((part) => {
      const [, name, fallback] = /^\$\{([^:}]+)(?::-?([^}]*))?\}$/.exec(part) ?? []
      if (name === undefined) return [part]
      return this.#valueOf(keyOf(name)) ?? [fallback ?? part]
    })
  }

  #valueOf(key: string): Value | undefined {
    const entry = this.#known.get(key)
    const before = this.#done.get(key)
    if (entry === undefined || before !== undefined) return before
    this.#done.set(key, entry.value)
    const value = asPassword(entry, this.filled(entry.value))
    this.#done.set(key, value)
    return value
  }
}

/** A password keeps its own place where it is set into a URL, so that the rest of the URL can be written down. */
function asPassword({ name, reference }: EnvironmentEntry, value: Value): Value {
  const [first, more] = value
  const isPassword = /PASS|PWD|SECRET|TOKEN/i.test(name) && typeof first === 'string' && more === undefined
  return isPassword ? [{ reference, value: first }] : value
}

/** `spring.datasource.url` is SPRING_DATASOURCE_URL. */
function keyOf(name: string): string {
  return wordsOf(name).join('_')
}

function hasPlaceholder(value: Value): boolean {
  return value.some((piece) => typeof piece === 'string' && piece.includes('${'))
}
