/** Messages are compared up to here. */
const shapeLength = 240

/** What stays of a message when everything that differs from one time to the next is taken out. */
export function shapeOf(message: string): string {
  return replacements
    .reduce((text, [pattern, placeholder]) => text.replace(pattern, placeholder), message.slice(0, 1_000))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, shapeLength)
}

const replacements: readonly (readonly [RegExp, string])[] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '<mail>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '<token>'],
  [/"(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '<text>'],
  [/(?<=^|[\s(=:])(?:\/[\w.@%+~-]+){2,}(?:\?\S*)?/g, '<path>'],
  [/\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{6,}\b/gi, '<hex>'],
  [/\b(?=\w*\d)(?=\w*[a-z])\w{16,}\b/gi, '<id>'],
  [/(?<![a-z])\d+(?:\.\d+)?/gi, '<n>'],
]
