import type { Part } from './connection.ts'
import { isSet, portOf, written } from './parts.ts'

/** Puts a configuration together from parts, and remembers which of its fields stand in a Secret. */
export class Assembly {
  readonly #secretFields: Record<string, string> = {}

  /** Where fields are in a Secret, by their path in the configuration. */
  get secretFields(): Readonly<Record<string, string>> {
    return this.#secretFields
  }

  /** The text, or the reference to it in its place; undefined where there is none. */
  text(part: Part, path: string): string | undefined {
    if (!isSet(part)) return undefined
    const found = written(part)
    if ('text' in found) return found.text
    this.#secretFields[path] = found.reference
    return found.reference
  }

  /** As `text`, for a field that takes nothing but a number: a reference cannot stand in its place. */
  port(part: Part, path: string): number | undefined {
    if (!isSet(part)) return undefined
    const found = written(part)
    if ('text' in found) return portOf(part)
    this.#secretFields[path] = found.reference
    return undefined
  }
}

/** The object without the fields that are undefined. */
export function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> }
export function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
