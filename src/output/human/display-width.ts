const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Two columns: what Unicode calls wide or fullwidth (https://www.unicode.org/reports/tr11/), and pictographs. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d8f}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u

/** Marks without a base take no column. */
const zeroWidth = /^[\p{Mn}\p{Me}]+$/u

/** What a person sees as single characters. */
export function characters(text: string): readonly string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment)
}

/** How many columns of a terminal the text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return characters(text).reduce((sum, character) => sum + characterWidth(character), 0)
}

function characterWidth(character: string): number {
  if (zeroWidth.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
