/** Characters that JSON may hold as they are but a terminal may act on: C1 controls, and marks that reorder or hide text. */
const risky = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu

/** One document, as people can read it too. */
export function jsonDocument(document: object): string {
  return `${escaped(JSON.stringify(document, null, 2))}\n`
}

/** The same document on one line. */
export function jsonLine(document: object): string {
  return `${escaped(JSON.stringify(document))}\n`
}

/** The same JSON value with risky characters written as escapes: they occur only within strings, where that is allowed. */
function escaped(json: string): string {
  return json.replace(risky, (character) =>
    Array.from({ length: character.length }, (_, index) => unicodeEscape(character.charCodeAt(index))).join(''),
  )
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
