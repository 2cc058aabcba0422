import type { References } from './references.ts'
import type { Way } from './schema/way.ts'

/** Where a part of the configuration stands, for those who read it. */
export interface Context {
  /** Of the service; default names are made of it. */
  readonly service: string
  /** The path of the entry: `environments.production.services.user-service.postgres`. */
  readonly place: string
  readonly references: References
  /** The way where the entry says none. */
  readonly via: Way
  /** The login name where none is written, as libpq has it. */
  readonly user: string
}

/** One entry or a list of them, each with its place, and with its number from the second on. */
export function entriesOf<Entry>(
  oneOrMore: Entry | Entry[] | undefined,
  context: Context,
): readonly { readonly entry: Entry; readonly context: Context; readonly suffix: string }[] {
  if (oneOrMore === undefined) return []
  if (!Array.isArray(oneOrMore)) return [{ entry: oneOrMore, context, suffix: '' }]
  return oneOrMore.map((entry, index) => ({
    entry,
    context: { ...context, place: `${context.place}[${index}]` },
    suffix: index === 0 ? '' : `-${index + 1}`,
  }))
}
