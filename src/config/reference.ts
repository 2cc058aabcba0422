import { splitWords } from './words.ts'

/** Where a secret is, instead of the secret: a variable, a file, or a command that prints it. */
export type Reference =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'exec'; readonly command: readonly string[] }

/** A reference as it is written in the configuration. */
export type WrittenReference = string | { readonly exec: readonly string[] }

export const referenceForms = 'env:NAME, file:PATH or exec:COMMAND'

/** What is written, as a reference; undefined where it is none. */
export function parseReference(written: WrittenReference): Reference | undefined {
  if (typeof written !== 'string') return { kind: 'exec', command: written.exec }
  const [, kind, rest = ''] = /^(env|file|exec):(.*)$/s.exec(written.trim()) ?? []
  if (kind === 'env') return /^[A-Za-z_][A-Za-z0-9_]*$/.test(rest) ? { kind, name: rest } : undefined
  if (kind === 'file') return rest === '' ? undefined : { kind, path: rest }
  if (kind !== 'exec') return undefined
  const command = splitWords(rest)
  return command && command.length > 0 ? { kind, command } : undefined
}

/** A reference for people: of a command only its first word, since its other words may hold a secret. */
export function describeReference(reference: Reference): string {
  if (reference.kind === 'env') return `env:${reference.name}`
  return reference.kind === 'file' ? `file:${reference.path}` : `exec:${reference.command[0]} …`
}
