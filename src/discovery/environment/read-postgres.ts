import { type Block, blocksOf } from './blocks.ts'
import type { FoundPostgres, ReadFor } from './dependencies.ts'
import { addressesOf, firstPart, knownText, partOf, portOf, switchOf } from './parts.ts'
import { fillDraft, type PostgresDraft, postgresDraft } from './postgres-block.ts'
import { joinDrafts, placeKey } from './postgres-drafts.ts'
import { foundPostgres } from './postgres-found.ts'
import { isForTools, type PostgresField, postgresNames, stemOf } from './postgres-names.ts'
import type { Setting } from './setting.ts'
import { lookalikeOf, type System, systemOfKind, systemOfPort, systemOfWords } from './systems.ts'

/** The databases of a service, and what else its settings say. */
export interface ReadPostgres {
  readonly found: readonly FoundPostgres[]
  /** Blocks of databases of another kind, by what they say themselves. */
  readonly others: readonly { readonly system: System; readonly block: Block<PostgresField> }[]
  /** Variables that tell of a database without a host. */
  readonly withoutHost: readonly (readonly string[])[]
  readonly unreadable: readonly (readonly string[])[]
}

export function readPostgres(settings: readonly Setting[], around: ReadFor): ReadPostgres {
  const usable = settings.filter(({ words }) => !isForTools(words))
  const blocks = blocksOf(usable, postgresNames)
  const judged = blocks.map((block) => ({ block, ...systemOf(block, blocks, usable) }))
  const drafts = judged
    .filter(({ system }) => system === 'postgres')
    .map(({ block, isAssumed }) => postgresDraft(block, isAssumed))
    .filter(({ variables }) => variables.length > 0)
  const { placed, loose } = joinDrafts(drafts, around)
  return {
    found: withRoles(placed, around),
    others: judged.flatMap(({ block, system }) =>
      system === 'postgres' || system === 'none' || !(block.fields.has('host') || block.fields.has('url'))
        ? []
        : [{ system, block }],
    ),
    unreadable: drafts.filter(({ isUnreadable }) => isUnreadable).map(({ variables }) => variables),
    withoutHost: loose
      .filter(({ password, stem }) => password.value.length > 0 && !/\b(ADMIN|ROOT|SUPERUSER|INIT|CREATE)\b/.test(stem))
      .map(({ variables }) => variables),
  }
}

interface Judged {
  readonly system: System
  readonly isAssumed: boolean
}

/** What a block is: by its URL, its names, what it says of its kind, its port or its host. Where nothing tells, Postgres is assumed. */
function systemOf(
  block: Block<PostgresField>,
  blocks: readonly Block<PostgresField>[],
  settings: readonly Setting[],
): Judged {
  const sure = (system: System) => ({ system, isAssumed: false })
  if (switchOf(block.fields.get('isEnabled')) === false) return sure('none')
  const [address] = block.connection?.hosts ?? addressesOf(block.fields.get('host'))
  const host = (address && knownText(address.host)) ?? ''
  const port = portOf(firstPart(...(address ? [address.port] : []), partOf(block.fields.get('port'))))
  const lookalike = lookalikeOf(host, port)
  if (lookalike !== undefined) return sure(lookalike)
  if (block.connection !== undefined || systemOfWords(block.prefix) === 'postgres') return sure('postgres')
  const told = kindOf(block, settings) ?? relatedKind(block, blocks)
  const guessed = told ?? (port === undefined ? undefined : systemOfPort(port)) ?? systemOfKind(host)
  return guessed === undefined ? { system: 'postgres', isAssumed: true } : sure(guessed)
}

/** `DB_TYPE=postgres`, the name of the block itself: `KC_DB=postgres`, or a URL without a host: `jdbc:h2:mem:users`. */
function kindOf({ prefix, fields }: Block<PostgresField>, settings: readonly Setting[]): System | undefined {
  const itself = settings.find(({ words }) => words.join(' ') === prefix.join(' '))
  const url = /^(?:jdbc:)?(\w+):(?!\/\/)/.exec(knownText(partOf(fields.get('url'))) ?? '')?.[1] ?? ''
  const texts = [...[fields.get('kind'), itself].map((setting) => knownText(partOf(setting)) ?? ''), url]
  return texts.flatMap((text) => systemOfKind(text) ?? [])[0]
}

function relatedKind(block: Block<PostgresField>, blocks: readonly Block<PostgresField>[]): System | undefined {
  const stem = stemOf(block.prefix)
  return blocks
    .filter(({ prefix }) => stemOf(prefix) === stem)
    .flatMap(({ fields }) => systemOfKind(knownText(partOf(fields.get('kind'))) ?? '') ?? [])[0]
}

/** Replicas and ways past a pooler go into the database they belong to; those of none stand for themselves. */
function withRoles(drafts: readonly PostgresDraft[], around: ReadFor): readonly FoundPostgres[] {
  const mains = drafts.filter(({ role }) => role === 'main')
  const mainOf = (draft: PostgresDraft) => {
    const related = mains.filter(({ stem }) => stem === draft.stem)
    return related.length > 0 ? related[0] : mains.length === 1 ? mains[0] : undefined
  }
  const alone = drafts.filter((draft) => draft.role !== 'main' && mainOf(draft) === undefined)
  return [...mains, ...alone].flatMap((main) => {
    const found = foundPostgres(main, around)
    if (found === undefined) return []
    const own = drafts.filter((draft) => draft.role !== 'main' && mainOf(draft) === main)
    return [own.reduce((done, draft) => withPlace(done, draft, main, around), found)]
  })
}

function withPlace(found: FoundPostgres, draft: PostgresDraft, main: PostgresDraft, around: ReadFor): FoundPostgres {
  const { namespace } = around
  const filled = fillDraft(draft, { ...main, variables: [], url: undefined, urlReference: undefined, addresses: [] })
  const other = foundPostgres(filled, around)
  if (other === undefined || placeKey(filled, namespace) === placeKey(main, namespace)) return found
  const variables = [...found.variables, ...draft.variables]
  if (draft.role === 'direct') {
    // A URL with secrets set into it is read where the variable stands.
    const url = other.config.url ?? draft.urlReference
    return url === undefined || other.inPod
      ? found
      : { ...found, variables, config: { ...found.config, directUrl: url } }
  }
  if (other.inPod !== found.inPod) return found
  const { pooler: _, replicas: before = [], ...replica } = other.config
  const replicas = found.config.replicas ?? before
  const secretFields = Object.fromEntries(
    Object.entries(other.secretFields).map(([path, reference]) => [`replicas.${replicas.length}.${path}`, reference]),
  )
  return {
    ...found,
    variables,
    secretFields: { ...found.secretFields, ...secretFields },
    config: { ...found.config, replicas: [...replicas, replica] },
  }
}
