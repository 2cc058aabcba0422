import { splitWords } from './words.ts'

/** Where a secret is, instead of the secret: a variable, a file, a command that prints it, or a Secret of a cluster. */
export type Reference =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  | ClusterReference

/** What only a cluster knows: a key of a named Secret, or a variable of a container, which is never written to a file. */
export type ClusterReference =
  | {
      readonly kind: 'secret'
      readonly namespace: string
      readonly name: string
      readonly key: string
      /** Of a URL or connection string: `password`, `user`, `host`, `port`, `database`; absent for all of it. */
      readonly part?: string
    }
  | { readonly kind: 'pod-env'; readonly path: string }

/** A reference as it is written in the configuration. */
export type WrittenReference = string | { readonly exec: readonly string[] }

export const referenceForms = 'env:NAME, file:PATH, exec:COMMAND or secret:NAMESPACE/NAME/KEY'

/** What is written, as a reference; undefined where it is none. */
export function parseReference(written: WrittenReference): Reference | undefined {
  if (typeof written !== 'string') return { kind: 'exec', command: written.exec }
  const [, kind, rest = ''] = /^(env|file|exec|secret|pod-env):(.*)$/s.exec(written.trim()) ?? []
  switch (kind) {
    case 'env':
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(rest) ? { kind, name: rest } : undefined
    case 'file':
    case 'pod-env':
      return rest === '' ? undefined : { kind, path: rest }
    case 'secret':
      return parseSecret(rest)
    case 'exec': {
      const command = splitWords(rest)
      return command && command.length > 0 ? { kind, command } : undefined
    }
    default:
      return undefined
  }
}

/** The same, for what stands in a file: what a container's environment holds is no place that a file may name. */
export function parseFileReference(written: WrittenReference): Reference | undefined {
  const reference = parseReference(written)
  return reference?.kind === 'pod-env' ? undefined : reference
}

/** A reference for people: of a command only its first word, since its other words may hold a secret. */
export function describeReference(reference: Reference): string {
  switch (reference.kind) {
    case 'env':
      return `env:${reference.name}`
    case 'exec':
      return `exec:${reference.command[0]} …`
    case 'secret':
      return `secret:${reference.namespace}/${reference.name}/${reference.key}${reference.part ? `#${reference.part}` : ''}`
    default:
      return `${reference.kind}:${reference.path}`
  }
}

/** Names as the API allows them; a key may hold what the name of a file may. */
function parseSecret(text: string): Reference | undefined {
  const [, namespace, name, key, part] =
    /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-.a-z0-9]*)\/([-._a-zA-Z0-9]+)(?:#([a-z]+))?$/.exec(text) ?? []
  if (namespace === undefined || name === undefined || key === undefined) return undefined
  return { kind: 'secret', namespace, name, key, ...(part !== undefined && { part }) }
}
