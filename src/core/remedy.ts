/** What may go wrong when the remedy is carried out. */
export type Risk = 'none' | 'low' | 'outage' | 'data-loss'

/** What to do about a cause: something to run as it stands, or something that only a person can do, with what and where. */
export type Remedy =
  | {
      readonly kind: 'command'
      /** Words of one command; a word `$NAME` is the value of that environment variable. */
      readonly command: readonly string[]
      /** Commands that belong to it and follow it: without them it heals a part only. */
      readonly also?: readonly (readonly string[])[]
      readonly mutates: boolean
      readonly risk: Risk
      readonly summary: string
    }
  | { readonly kind: 'manual'; readonly risk: Risk; readonly summary: string }

/** The command, and those that belong to it, as one line for a POSIX shell: each only where the one before went well. */
export function remedyLine({ command, also = [] }: Extract<Remedy, { kind: 'command' }>): string {
  return [command, ...also].map(shellLine).join(' && ')
}

/** The command as one line for a POSIX shell. */
export function shellLine(command: readonly string[]): string {
  return command.map(shellWord).join(' ')
}

function shellWord(word: string): string {
  if (/^\$[A-Za-z_][A-Za-z0-9_]*$/.test(word)) return `"${word}"`
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word
  // Line breaks only: two spaces are two spaces in a name.
  return `'${word.replace(/[\r\n]+/g, ' ').replaceAll("'", "'\\''")}'`
}
