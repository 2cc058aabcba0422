import type { z } from 'zod'
import { mask } from '../core/mask.ts'
import { suggestion } from './nearest-name.ts'
import { referenceForms } from './reference.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** One mistake: where it is, and what was found and what is allowed, in words that hold no secret. */
export interface Mistake {
  readonly path: Path
  readonly words: string
}

/** What a schema says against a value, one mistake each. `data` is the value; `keysAt` names the keys that are allowed at a path. */
export function mistakesOf(
  issues: readonly Issue[],
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): Mistake[] {
  return issues.flatMap((issue) => mistakes(issue, [], data, keysAt))
}

/** `environments.production.services.user-service.postgres[0].url` */
export function pathText(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('')
}

function mistakes(issue: Issue, above: Path, data: unknown, keysAt: (path: Path) => readonly string[]): Mistake[] {
  const path = [...above, ...issue.path]
  const value = valueAt(data, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        words: `is not a known key, ${suggestion(key, keysAt(path))}`,
      }))
    case 'invalid_union':
      return ofUnion(issue, path, data, keysAt)
    case 'invalid_key':
      return [{ path, words: issue.issues.map(({ message }) => `is not a name: ${message}`).join(', ') }]
    case 'invalid_value':
      return [{ path, words: `${found(path, value)}, allowed ${alternatives(issue.values)}` }]
    case 'invalid_type':
      return [{ path, words: `${kindFound(path, value)}, needs ${kinds[issue.expected] ?? issue.expected}` }]
    case 'too_small':
      return [{ path, words: `${found(path, value)}, needs ${sized(issue.origin, 'at least', issue.minimum)}` }]
    case 'too_big':
      return [{ path, words: `${found(path, value)}, needs ${sized(issue.origin, 'at most', issue.maximum)}` }]
    case 'invalid_format':
      return [{ path, words: `${found(path, value)}, ${issue.message}` }]
    default:
      return [{ path, words: ownWords(issue.message, path, value) }]
  }
}

/** A refinement that does not say what it found gets it said. */
function ownWords(message: string, path: Path, value: unknown): string {
  return /^(found|has) /.test(message) ? message : `${found(path, value)}, ${message}`
}

/** Of several forms the one that the value resembles is meant: the one whose complaint lies deepest, not the one of another type. */
function ofUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): Mistake[] {
  const value = valueAt(data, path)
  const forms = issue.errors.filter((errors) => errors.every((error) => !isOtherType(error, value)))
  const object = typeof value === 'object' && value !== null && !Array.isArray(value)
  const single = forms.length === 1 || !object ? forms[0] : undefined
  const meant = single ?? forms.find((errors) => errors.every(({ code }) => code !== 'unrecognized_keys'))
  if (meant === undefined)
    return [
      { path, words: `${kindFound(path, value)}, needs ${isSecretPlace(path) ? referenceForms : formsOf(issue)}` },
    ]
  return meant.flatMap((error) => mistakes(error, path, data, keysAt))
}

function isOtherType(error: Issue, value: unknown): boolean {
  if (error.path.length > 0) return false
  return error.code === 'invalid_type' || (error.code === 'invalid_value' && typeof value === 'object')
}

function formsOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const forms = issue.errors.flat().flatMap((error) => {
    if (error.path.length > 0) return error.code === 'invalid_type' ? [`{ ${pathText(error.path)}: … }`] : []
    if (error.code === 'invalid_value') return error.values.map(String)
    return error.code === 'invalid_type' ? [kinds[error.expected] ?? error.expected] : []
  })
  return [...new Set(forms)].join(' or ')
}

/** Texts may be secrets in the wrong place; numbers, switches and short plain words of a place that holds no secret are shown. */
function found(path: Path, value: unknown): string {
  if (value === undefined) return 'is missing'
  if (value === null) return 'found nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'found an empty list' : 'found a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'found nothing in it' : 'found keys in it'
  if (typeof value === 'string' && (isSecretPlace(path) || !/^[\w .:/-]{0,30}$/.test(value)))
    return 'found another text'
  if (typeof value === 'number' && isSecretPlace(path)) return 'found a number'
  return `found ${mask(JSON.stringify(value))}`
}

/** A text where something else is needed may be anything, a password without a space after its colon for one. */
function kindFound(path: Path, value: unknown): string {
  return typeof value === 'string' ? 'found a text' : found(path, value)
}

function isSecretPlace(path: Path): boolean {
  return path.some((key) => /password|authorization|url$|^key$|^exec$|secret|token/i.test(String(key)))
}

function alternatives(values: readonly unknown[]): string {
  return values.length === 1 ? `is ${values[0]}` : `are ${values.join(', ')}`
}

function sized(origin: string, bound: string, size: number | bigint): string {
  const unit = { array: size === 1 ? ' entry' : ' entries', string: size === 1 ? ' character' : ' characters' }[origin]
  return `${bound} ${size}${unit ?? ''}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'keys',
  record: 'names with keys under them',
  array: 'a list',
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).find(([name]) => name === String(key))?.[1]
  }, data)
}
