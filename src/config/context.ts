import { type Address, addressKey } from './address.ts'
import type { References } from './references.ts'
import type { Way } from './schema/way.ts'
import type { Reach } from './ways.ts'

/** Where a part of the configuration stands, for those who read it. */
export interface Context {
  /** Of the service; default names are made of it. */
  readonly service: string
  /** The path of the entry: `environments.production.services.user-service.postgres`. */
  readonly place: string
  readonly references: References
  /** The way where the entry says none. */
  readonly via: Way
  /** What `port-forward` means here; absent for a service on no cluster. */
  readonly forward?: Reach
  /** What a short or an inner host name means here, in full; absent where names mean the same everywhere. */
  readonly fullName?: (host: string) => string
  /** The login name where none is written, as libpq has it. */
  readonly user: string
}

/** The key of an address, the same however its name is written. */
export function placeKey(address: Address, { fullName }: Context): string {
  return addressKey(fullName === undefined ? address : { ...address, host: fullName(address.host) })
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
