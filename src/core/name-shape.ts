import { mask } from './mask.ts'

/** How a name that applications made up is shown: of a key of Redis, say, or of a record. */
export interface NameWish {
  /** What the asker typed is shown as it was typed. */
  readonly prefix: string
  /** Whether words in a name are shown, of which one may be a person's. */
  readonly words: boolean
}

/**
 * A name without anything that tells one person from another: `session:8d2ab7f0:cart` is `session:[hex]:[word]`. The first part of a
 * structured name says what it is about and stays; later words stay where they are wished for.
 */
export function nameShape(name: string, { prefix, words }: NameWish): string {
  const typed = name.startsWith(prefix) ? prefix.slice(0, lastSeparator(prefix)) : ''
  const parts = name.slice(typed.length).split(separators)
  const structured = typed !== '' || parts.length > 1
  const shown = parts.map((part, index) => {
    if (index % 2 === 1 || part === '') return part
    const first = typed === '' && index === 0 && structured
    return partShape(part, words || first)
  })
  return mask(typed) + shown.join('')
}

/** Where one part of a name ends; braces mark what decides about the slot in a cluster. */
const separators = /([:/|{}]+)/

function lastSeparator(prefix: string): number {
  return Math.max(...[':', '/', '|', '{', '}'].map((separator) => prefix.lastIndexOf(separator))) + 1
}

const kinds: readonly (readonly [kind: RegExp, shown: string])[] = [
  [/^-?\d+(?:\.\d+)?$/, '[number]'],
  [/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, '[uuid]'],
  [/^(?=.*\d)[0-9a-f]{6,}$/i, '[hex]'],
  [/@/, '[e-mail]'],
  [/^(?=.*\d)[\w.+=-]{16,}$/, '[token]'],
]

/** A word is short and has no digits but those of a version; masking must leave it as it is. */
function partShape(part: string, isShown: boolean): string {
  const [, shown] = kinds.find(([kind]) => kind.test(part)) ?? []
  if (shown !== undefined) return shown
  if (/^v\d{1,3}$/i.test(part)) return part
  if (!/^[A-Za-z][A-Za-z_-]{0,23}$/.test(part)) return '[text]'
  return isShown && mask(part) === part ? part : '[word]'
}
