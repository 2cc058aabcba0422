import { keywordConnection } from './connection-keywords.ts'
import { urlConnection } from './connection-url.ts'
import { jaasOption } from './kafka-sasl.ts'
import { stackExchangeOption } from './stack-exchange.ts'

/** `secret:data/users/DATABASE_URL#password` is one part of what stands there. */
export function splitReference(reference: string): { readonly whole: string; readonly part: string | undefined } {
  const [, whole = reference, part] = /^(.*?)(?:#([a-z]+))?$/s.exec(reference) ?? []
  return { whole, part }
}

/** A part of a connection as its text says it: `host`, `port`, `user`, `password`, `database`, `master`. Undefined where it says none. */
export function partOfValue(text: string, part: string): string | undefined {
  const found = urlConnection(text) ?? keywordConnection(text)
  if (found !== undefined) {
    const { hosts, user, password, database } = found
    const parts: Readonly<Record<string, string | undefined>> = { ...hosts[0], user, password, database }
    return parts[part] || undefined
  }
  if (/LoginModule\b/.test(text)) return jaasOption(text, part === 'user' ? 'username' : part)
  return stackExchangeOption(text, part)
}
