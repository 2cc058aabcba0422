/** The text of an index with one more name: imported, and last in its list (`= [ … ]`, or `of [ … ]` where a command lists its verbs). */
export function withEntry(index: string, name: string, slug: string): string {
  const list = /((?:=|\bof) \[)([^[\]]*?),?\s*\]/
  if (!list.test(index)) throw new Error(`the index has no list for ${name}`)
  const longer = index.replace(list, (_, open: string, names: string) => {
    const before = names.trim()
    return `${open}${before}${before === '' ? '' : ', '}${name}]`
  })
  return `import { ${name} } from './${slug}.ts'\n${longer}`
}
