import { type Connection, readConnection } from './connection.ts'
import type { Setting } from './setting.ts'

/** Which of several places of one database a name means. */
export type Role = 'main' | 'replica' | 'direct'

/** The settings whose names have the words before a field in common: `USERS_DB_HOST` and `USERS_DB_PORT`. */
export interface Block<Field extends string> {
  /** `USERS`, `DB` */
  readonly prefix: readonly string[]
  readonly role: Role
  readonly fields: ReadonlyMap<Field, Setting>
  /** What the block's URL says, where it has one. */
  readonly connection: Connection | undefined
}

/** How the settings of a system are named. */
export interface Naming<Field extends string> {
  /** The words after the prefix, with spaces between: `JDBC URL`. */
  readonly fields: Readonly<Record<string, Field | 'url'>>
  /** Whether a prefix can mean the system. */
  accepts(prefix: readonly string[]): boolean
  /** Whether a URL of the system, whatever its name is, belongs here. */
  takes(connection: Connection): boolean
  readonly hasRoles: boolean
}

/** The blocks of one system, in the order in which they appear. */
export function blocksOf<Field extends string>(
  settings: readonly Setting[],
  naming: Naming<Field>,
): readonly Block<Field | 'url'>[] {
  const blocks = new Map<
    string,
    { prefix: readonly string[]; role: Role; fields: Map<Field | 'url', Setting>; connection: Connection | undefined }
  >()
  for (const setting of settings) {
    const found = placeOf(setting, naming)
    if (found === undefined) continue
    const { prefix, role, field, connection } = found
    const key = [...prefix, role].join(' ')
    const block = blocks.get(key) ?? { prefix, role, fields: new Map(), connection: undefined }
    blocks.set(key, block)
    if (!block.fields.has(field)) block.fields.set(field, setting)
    block.connection ??= connection
  }
  return [...blocks.values()]
}

interface Place<Field> {
  readonly prefix: readonly string[]
  readonly role: Role
  readonly field: Field
  readonly connection: Connection | undefined
}

function placeOf<Field extends string>(setting: Setting, naming: Naming<Field>): Place<Field | 'url'> | undefined {
  const { role, words } = naming.hasRoles ? roleOf(setting.words) : { role: 'main' as const, words: setting.words }
  const split = splitName(words, naming)
  const connection = readConnection(setting)
  if (connection !== undefined) {
    if (!naming.takes(connection)) return undefined
    return { prefix: split?.prefix ?? words, role, field: 'url', connection }
  }
  if (split !== undefined) return { ...split, role, connection: undefined }
  // `DIRECT_URL`: past the pooler of the only database.
  const bare = words.length === 1 && role === 'direct' ? naming.fields[words[0] ?? ''] : undefined
  return bare === 'url' ? { prefix: [], role, field: bare, connection: undefined } : undefined
}

/** The longest known ending of a name whose beginning can mean the system. */
function splitName<Field extends string>(
  words: readonly string[],
  { fields, accepts }: Naming<Field>,
): { readonly prefix: readonly string[]; readonly field: Field | 'url' } | undefined {
  const starts = [words.length - 3, words.length - 2, words.length - 1].filter((start) => start > 0)
  for (const start of starts) {
    const field = fields[words.slice(start).join(' ')]
    const prefix = words.slice(0, start)
    if (field !== undefined && accepts(prefix)) return { prefix, field }
  }
  return undefined
}

const roleWords: Readonly<Record<string, Role>> = {
  ...Object.fromEntries(
    'REPLICA REPLICAS READ READER READONLY ONLY RO SLAVE FOLLOWER SECONDARY STANDBY'
      .split(' ')
      .map((word) => [word, 'replica']),
  ),
  ...Object.fromEntries('PRIMARY MASTER WRITE WRITER RW'.split(' ').map((word) => [word, 'main'])),
  ...Object.fromEntries('DIRECT UNPOOLED NONPOOLING NON POOLING'.split(' ').map((word) => [word, 'direct'])),
}

/** A role may stand anywhere in a name: `REPLICA_DATABASE_URL`, `DB_READ_HOST`, `DATABASE_URL_UNPOOLED`. */
function roleOf(words: readonly string[]): { readonly role: Role; readonly words: readonly string[] } {
  const roles = words.flatMap((word) => roleWords[word] ?? [])
  return {
    role: roles.find((role) => role !== 'main') ?? 'main',
    words: words.filter((word) => roleWords[word] === undefined),
  }
}

/** Field names as they are easiest to read, one line a field. */
export function fieldNames<Field extends string>(
  lines: Readonly<Partial<Record<Field, string>>>,
): Readonly<Record<string, Field>>
export function fieldNames(lines: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(lines).flatMap(([field, names = '']) => names.split(',').map((name) => [name.trim(), field])),
  )
}
