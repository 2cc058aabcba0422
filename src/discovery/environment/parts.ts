import type { Address, Part } from './connection.ts'
import { splitHosts } from './connection-url.ts'
import { isHost } from './host.ts'
import type { Setting } from './setting.ts'
import { hasMark, isEmpty, marked, plainText, soleSecret, textOf, unmarked } from './value.ts'

export const noPart: Part = { value: [], reference: '' }

export function partOf(setting: Setting | undefined): Part {
  return setting === undefined ? noPart : { value: setting.value, reference: setting.reference }
}

export function isSet({ value }: Part): boolean {
  return !isEmpty(value)
}

/** The first that is set. */
export function firstPart(...parts: readonly Part[]): Part {
  return parts.find(isSet) ?? noPart
}

/** The text of a part as configuration may hold it, or where it stands. */
export function written({ value, reference }: Part): { readonly text: string } | { readonly reference: string } {
  const text = plainText(value)
  return text === undefined ? { reference: soleSecret(value)?.reference ?? reference } : { text: text.trim() }
}

/** Where a password stands, wherever that is. */
export function referenceOf({ value, reference }: Part): string {
  return soleSecret(value)?.reference ?? reference
}

/** The text as far as it is known; undefined where there is none. */
export function knownText({ value }: Part): string | undefined {
  return textOf(value)?.trim() || undefined
}

/** The hosts of a setting: one, `host:port`, or a list. */
export function addressesOf(setting: Setting | undefined): readonly Address[] {
  if (setting === undefined || none.test(knownText(partOf(setting)) ?? '')) return []
  const { text, secrets } = marked(setting.value)
  const part = (value: string, name: string): Part => ({
    value: value === '' ? [] : unmarked(value, secrets),
    reference: `${setting.reference}#${name}`,
  })
  // `http://` before a host is a mistake that clients of databases forgive.
  return splitHosts(text.replace(/^\w+:\/\/(?=[^/]+\/?$)/, '').replace(/(?<=[^/])\/$/, '')).map(({ host, port }) => ({
    host: hasMark(host) || port !== '' || text !== host ? part(host, 'host') : partOf(setting),
    port: part(port, 'port'),
  }))
}

// What people write where there is none.
const none = /^(none|null|nil|false|true|disabled|-)$/i

/** Whether the host of an address is one, as far as it is known. */
export function isUsable({ host }: Address): boolean {
  const text = knownText(host)
  return text === undefined || isHost(text)
}

/** A switch; undefined where there is none. */
export function switchOf(setting: Setting | undefined): boolean | undefined {
  const text = knownText(partOf(setting)) ?? ''
  if (/^(true|1|yes|on|required|enabled)$/i.test(text)) return true
  return /^(false|0|no|off|disabled)$/i.test(text) ? false : undefined
}

/** One text for a place, known or not, to find what is the same. */
export function partKey(part: Part): string {
  return knownText(part)?.toLowerCase() ?? referenceOf(part)
}

/** A port; undefined where it is no number. */
export function portOf(part: Part): number | undefined {
  const text = knownText(part) ?? ''
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port > 0 && port < 65_536 ? port : undefined
}
