import { stripVTControlCharacters } from 'node:util'

/** Line breaks, tabs and their Unicode relatives: they part words, so they become a space. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** Control characters, and format characters that reorder or hide text (bidirectional overrides, zero-width marks). */
const invisible = /[\p{Cc}\p{Cf}]/gu

/** Text that a system wrote, safe for a terminal: no escape sequence, no line break, nothing that hides or reorders what stands there. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).toWellFormed().replace(breaks, ' ').replace(invisible, '')
}

/** Whether printing the text as it stands is safe. */
export function isPrintable(text: string): boolean {
  return printable(text) === text
}
