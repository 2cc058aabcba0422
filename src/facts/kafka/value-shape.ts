import { mask } from '../../core/mask.ts'
import { nameShape } from '../../core/name-shape.ts'

/** One field of a JSON value, by its path; what it says only where that was wished for. */
export interface Field {
  /** `user.emails[]`, the root is empty. */
  readonly path: string
  readonly kind: string
  /** Characters of a text, members of an object or a list. */
  readonly size: number | null
  /** Masked. */
  readonly text?: string
}

/** What a value is, as far as its bytes tell. */
export interface ValueShape {
  readonly bytes: number
  readonly format: 'empty' | 'JSON' | 'registered schema' | 'text' | 'binary'
  /** The number of a schema in a registry, where the bytes begin as such values do. */
  readonly schemaId: number | null
  /** Where it stops being JSON; null where it is, or where nobody can say. */
  readonly brokenAt: number | null
  /** Of a short text or number, as keys are: `user:[number]`. */
  readonly shape: string | null
  /** Of JSON, at most 100. */
  readonly fields: readonly Field[]
  /** Masked, and only where it was wished for and is not JSON. */
  readonly text?: string
}

const MOST_FIELDS = 100
const DEEPEST = 6
const LONGEST_TEXT = 500

/** Reads the bytes of a value; what it says is told only where `told`, and masked. */
export function valueShape(value: Buffer, told: boolean): ValueShape {
  const text = textIn(value)
  const base = { bytes: value.length, schemaId: null, brokenAt: null, fields: [], shape: shapeIn(text) }
  if (value.length === 0) return { ...base, format: 'empty' }
  const json = text === null ? undefined : parsed(text)
  if (json !== undefined && 'value' in json)
    return { ...base, format: 'JSON', fields: [...fieldsOf('', json.value, told, 0)].slice(0, MOST_FIELDS) }
  // Confluent's wire format: a zero, the id of the schema in four bytes, the data.
  if (value.length >= 5 && value[0] === 0)
    return { ...base, format: 'registered schema', schemaId: value.readUInt32BE(1), shape: null }
  if (text === null) return { ...base, format: 'binary' }
  const shown = told ? { text: shortened(mask(text)) } : {}
  return { ...base, format: 'text', brokenAt: json?.brokenAt ?? null, ...shown }
}

/** Prose and documents have no shape of a name. */
function shapeIn(text: string | null): string | null {
  if (text === null || !/^[^\s"<>,;]{1,200}$/.test(text) || text.startsWith('{') || text.startsWith('[')) return null
  return nameShape(text, { prefix: '', words: false })
}

function textIn(value: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    return null
  }
}

/** The parser's own words would quote the value; only the place is kept. */
function parsed(text: string): { readonly value: unknown } | { readonly brokenAt: number | null } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (message.startsWith('Unexpected end')) return { brokenAt: text.length }
    const [, position] = /at position (\d+)/.exec(message) ?? []
    return { brokenAt: position === undefined ? null : Number(position) }
  }
}

function* fieldsOf(path: string, value: unknown, told: boolean, depth: number): Generator<Field> {
  const shown = told && !isCollection(value) ? { text: shortened(toldText(path, value)) } : {}
  yield { path, kind: kindOf(value), size: sizeOf(value), ...shown }
  if (depth >= DEEPEST) return
  // The first member stands for all of a list.
  if (Array.isArray(value)) {
    if (value.length > 0) yield* fieldsOf(`${path}[]`, value[0], told, depth + 1)
    return
  }
  if (!isCollection(value)) return
  for (const [name, member] of Object.entries(value))
    yield* fieldsOf(path === '' ? fieldName(name) : `${path}.${fieldName(name)}`, member, told, depth + 1)
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** A name with digits or signs in it is rather a key of a map, and may be a person's. */
function fieldName(name: string): string {
  return /^[A-Za-z_$][A-Za-z_$-]{0,39}\d?$/.test(name) && mask(name) === name ? name : '[key]'
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value
}

function sizeOf(value: unknown): number | null {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isCollection(value) ? Object.keys(value).length : null
}

/** Masked with its name before it, since names say what is a secret. */
function toldText(path: string, value: unknown): string {
  const name = path.split('.').at(-1)?.replaceAll('[]', '') ?? ''
  if (name === '') return mask(String(value))
  const masked = mask(`${name}: ${JSON.stringify(String(value))}`)
  const bare = masked.slice(masked.indexOf(': ') + 2)
  return bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`
}
