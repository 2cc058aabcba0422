import { z } from 'zod'
import { parseFileReference, referenceForms } from '../reference.ts'
import { urlParts } from '../url-parts.ts'

const execList = z.strictObject({ exec: z.array(z.string().min(1)).min(1) })

const notInline = `found a value of its own, which does not belong into the file: write ${referenceForms}`

/** A secret: only where it is, never itself. */
export const secret = z
  .union([z.string().refine((text) => parseFileReference(text) !== undefined, { error: notInline }), execList])
  .describe(
    'Where a secret is: env:NAME, file:PATH, exec:COMMAND, { exec: [command, word, …] }, or secret:NAMESPACE/NAME/KEY of the cluster',
  )

/** The content of a file that TLS needs. */
export const pem = z
  .union([
    z.string().refine((text) => parseFileReference(text) !== undefined, {
      error: 'found no reference: write file:PATH (relative to this file)',
    }),
    execList,
  ])
  .describe('Where PEM text is: file:PATH, env:NAME, exec:COMMAND or secret:NAMESPACE/NAME/KEY')

/** A URL without a password, or where the URL is, which may then hold one. */
export const url = z
  .union([
    z.string().superRefine((text, context) => {
      const trouble = troubleWith(text)
      if (trouble !== undefined) context.addIssue({ code: 'custom', message: trouble })
    }),
    execList,
  ])
  .describe('A URL without a password, or where it is: env:NAME, file:PATH, exec:COMMAND, secret:NAMESPACE/NAME/KEY')

/** Why a text is neither a reference nor a URL that may stand in a file; never holds the text. */
function troubleWith(text: string): string | undefined {
  if (parseFileReference(text) !== undefined) return undefined
  if (/^(env|file|exec|secret|pod-env):/.test(text))
    return `found a reference that cannot be read: write ${referenceForms}`
  if (/^unix:/.test(text)) return undefined
  const parts = urlParts(text)
  if (parts === undefined) return 'found no URL: write scheme://host:port/…, or where it is as env:NAME'
  // The second pattern finds a password that is written so that it cannot be read as one.
  const login = parts.password !== undefined || /^[^:]+:\/\/[^/@[]*:.*@/.test(text)
  if (!login && !parts.query.has('password')) return undefined
  return 'found a URL with a password in it: take the password out and add `password: env:NAME`, or write the whole URL as env:NAME'
}
