import type { Piece, SecretPiece, Value } from './dependencies.ts'

/** A value as one text in which each secret is a mark, so that a URL around secrets can be taken apart like any other. */
export interface Marked {
  readonly text: string
  readonly secrets: readonly SecretPiece[]
}

// A control character: no setting holds one.
const mark = '\u0001'
const marks = new RegExp(`${mark}(\\d+)${mark}`)

/** The text where all of it stands there; undefined where a secret is part of it. */
export function plainText(value: Value): string | undefined {
  return value.every((piece) => typeof piece === 'string') ? value.join('') : undefined
}

/** The text as far as it is known, secrets included: to be looked at, never to be copied. */
export function textOf(value: Value): string | undefined {
  const texts = value.map((piece) => (typeof piece === 'string' ? piece : piece.value))
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined
}

/** The secret of which a value consists entirely. */
export function soleSecret(value: Value): SecretPiece | undefined {
  const [first, second] = value
  return second === undefined && typeof first === 'object' ? first : undefined
}

export function isEmpty(value: Value): boolean {
  return value.every((piece) => (typeof piece === 'string' ? piece : piece.value) === '')
}

export function marked(value: Value): Marked {
  const secrets: SecretPiece[] = []
  const texts = value.map((piece) => {
    if (typeof piece === 'string') return piece
    secrets.push(piece)
    return `${mark}${secrets.length - 1}${mark}`
  })
  return { text: texts.join(''), secrets }
}

/** A part of a marked text as a value again. */
export function unmarked(text: string, secrets: readonly SecretPiece[]): Value {
  const pieces = text.split(marks).map((part, index) => (index % 2 === 0 ? part : (secrets[Number(part)] ?? '')))
  return joined(pieces)
}

export function hasMark(text: string): boolean {
  return text.includes(mark)
}

/** Longer than the kernel allows a variable to be (MAX_ARG_STRLEN): what grows beyond is not followed. */
export function isTooLong(value: Value): boolean {
  return value.reduce((length, piece) => length + (typeof piece === 'string' ? piece.length : 0), 0) > 131_072
}

/** Neighbouring texts as one; no empty ones. */
export function joined(pieces: Value): Value {
  const done: Piece[] = []
  for (const piece of pieces) {
    const last = done.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') done.splice(-1, 1, last + piece)
    else if (piece !== '') done.push(piece)
  }
  return done
}
