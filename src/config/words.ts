/** Splits a command into its words as a shell would, without a shell: quotes and backslashes work, nothing is expanded. Undefined where a quote is left open. */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const match = /^(?:[^\s"'\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+/.exec(rest)
    if (match === null) return undefined
    words.push(unquote(match[0]))
    const left = rest.slice(match[0].length)
    if (left !== '' && !/^\s/.test(left)) return undefined
    rest = left.trimStart()
  }
  return words
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_, single, double, escaped) => {
    if (single !== undefined) return single
    return double === undefined ? escaped : double.replace(/\\(["\\$`])/g, '$1')
  })
}
