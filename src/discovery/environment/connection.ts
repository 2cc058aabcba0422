import { decode } from '../../config/url-parts.ts'
import { keywordConnection } from './connection-keywords.ts'
import { urlConnection } from './connection-url.ts'
import type { Value } from './dependencies.ts'
import type { Setting } from './setting.ts'
import { type System, systemOfWord } from './systems.ts'
import { marked, plainText, soleSecret, textOf, unmarked } from './value.ts'

/** What a text says of a connection. Parts that are absent are empty; secrets inside are marks. */
export interface ConnectionText {
  readonly system: System
  /** `redis+sentinel`; empty for texts of keywords. */
  readonly scheme: string
  readonly hosts: readonly { readonly host: string; readonly port: string }[]
  readonly user: string
  readonly password: string
  readonly database: string
  readonly query: ReadonlyMap<string, string>
}

/** A part of a setting, and where it can be read again. */
export interface Part {
  readonly value: Value
  readonly reference: string
}

export interface Address {
  readonly host: Part
  readonly port: Part
}

/** A setting that holds a whole connection, taken apart. */
export interface Connection {
  readonly setting: Setting
  readonly system: System
  readonly scheme: string
  readonly hosts: readonly Address[]
  readonly user: Part
  readonly password: Part
  readonly database: Part
  /** Without passwords. */
  readonly query: ReadonlyMap<string, string>
  /** All of it as configuration takes it: the text if nothing in it is secret, else a reference. Undefined where secrets are set into it. */
  readonly whole: string | undefined
  /** The text behind `whole`; only to be looked at. */
  readonly content: string
}

/** Reads a URL or a string of keywords, secrets inside included; undefined where it is none, or stands in a Secret that was not read. */
export function readConnection(setting: Setting): Connection | undefined {
  const sole = soleSecret(setting.value)
  const { text, secrets } = sole === undefined ? marked(setting.value) : { text: sole.value ?? '', secrets: [] }
  const found = urlConnection(text) ?? keywordConnection(text)
  if (found === undefined) return undefined
  const part = (name: string, value: string): Part => {
    const reference = `${sole?.reference ?? setting.reference}#${name}`
    if (value === '') return { value: [], reference }
    if (sole !== undefined) return { value: [{ reference, value }], reference }
    const inside = unmarked(value, secrets)
    const known = textOf(inside)
    // A secret that is written as URLs want it means something else alone: then it is read out of the URL.
    const isEncoded =
      found.scheme !== '' && known !== undefined && plainText(inside) === undefined && decode(known) !== known
    return { value: isEncoded ? [{ reference, value: decode(known) }] : inside, reference }
  }
  const { system, scheme, hosts, user, password, database, query } = found
  return {
    ...{ setting, system, scheme },
    hosts: hosts.map(({ host, port }) => ({ host: part('host', host), port: part('port', port) })),
    user: part('user', user),
    password: part('password', password),
    database: part('database', database),
    query: new Map([...query].filter(([key]) => !secretKey.test(key))),
    whole: secrets.length > 0 ? undefined : wholeOf(setting, text, found),
    content: text,
  }
}

// `sslpassword`, `trustStorePassword`, …
const secretKey = /pass|pwd|secret|token/i

function wholeOf({ reference, value }: Setting, text: string, { password, query }: ConnectionText): string {
  const isSecret = password !== '' || [...query.keys()].some((key) => secretKey.test(key))
  return soleSecret(value)?.reference ?? (isSecret ? reference : text.trim())
}

/** Whether a text is a connection by its scheme, or by the name of its variable: `host=… user=…` alone may be anything, the format of a log. */
export function isMeant({ scheme, setting }: Connection): boolean {
  const { words } = setting
  const last = words.at(-1) ?? ''
  return scheme !== '' || /^(DSN|STRING|CONN)$/.test(last) || words.some((word) => systemOfWord(word) !== undefined)
}
