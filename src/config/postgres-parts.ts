import { addressText } from './address.ts'
import { type Context, entriesOf } from './context.ts'
import type { Part } from './part.ts'
import { poolerPart } from './pooler-part.ts'
import { locatePostgres, type PostgresPlace, postgresKey, postgresSettings } from './postgres-place.ts'
import { psqlHandle } from './psql-handle.ts'
import type { PostgresConfig, ReplicaConfig } from './schema/postgres.ts'
import { reachOf } from './ways.ts'
import { written } from './written.ts'

/** What one service says of its databases: each with its pooler and its replicas. `uses` is what the service itself talks to. */
export interface PostgresParts {
  readonly parts: readonly Part[]
  readonly uses: readonly string[]
}

export async function postgresParts(
  config: PostgresConfig | PostgresConfig[] | undefined,
  context: Context,
): Promise<PostgresParts> {
  const all = await Promise.all(
    entriesOf(config, context).map((each) => databaseParts(each.entry, each.context, each.suffix)),
  )
  return { parts: all.flatMap(({ parts }) => parts), uses: all.flatMap(({ uses }) => uses) }
}

async function databaseParts(entry: PostgresConfig, context: Context, suffix: string): Promise<PostgresParts> {
  const application: PostgresPlace = { url: entry.url, field: 'url', entry }
  const applied = await locatePostgres(application, context)
  const direct: PostgresPlace = { ...application, url: entry.directUrl, field: 'directUrl' }
  const asked: PostgresPlace =
    entry.directUrl === undefined
      ? application
      : { ...direct, ...(applied?.database !== undefined && { database: applied.database }) }
  const name = `${context.service}-db${suffix}`
  const database = await databasePart({ entry, place: asked, name, expects: 'primary' }, context)
  const admin: PostgresPlace = { ...application, url: entry.adminUrl, field: 'adminUrl' }
  const places = [...(entry.adminUrl === undefined ? [] : [admin]), asked, application]
  const main: Part = { ...database, handles: await psqlHandle(places, context) }
  const pooler = await poolerPart(entry, applied, main, context)
  const replicas = await replicaParts(entry.replicas ?? [], main, name, context)
  const front = pooler ?? main
  return {
    parts: [main, ...(pooler ? [pooler] : []), ...replicas],
    uses: [front.key, ...replicas.map((replica) => replica.key)],
  }
}

async function replicaParts(
  entries: readonly ReplicaConfig[],
  main: Part,
  name: string,
  context: Context,
): Promise<readonly Part[]> {
  return Promise.all(
    entriesOf([...entries], { ...context, place: `${context.place}.replicas` }).map(async (each) => {
      const place: PostgresPlace = { url: each.entry.url, field: 'url', entry: each.entry }
      const wish = { entry: each.entry, place, name: `${name}-replica${each.suffix}`, expects: 'standby' } as const
      const part = await databasePart(wish, each.context)
      const admin: PostgresPlace = { ...place, url: each.entry.adminUrl, field: 'adminUrl' }
      const places = [...(each.entry.adminUrl === undefined ? [] : [admin]), place]
      return { ...part, dependsOn: [main.key], handles: await psqlHandle(places, each.context) }
    }),
  )
}

interface Wish {
  readonly entry: ReplicaConfig
  readonly place: PostgresPlace
  /** Where the entry gives none. */
  readonly name: string
  readonly expects: 'primary' | 'standby'
}

async function databasePart({ entry, place, name, expects }: Wish, context: Context): Promise<Part> {
  const found = await locatePostgres(place, context)
  const reach = reachOf(entry.via ?? context.via, context.forward)
  return {
    key: `postgres ${postgresKey(found, place, context)}`,
    system: 'postgres',
    kind: 'database',
    name: entry.name ?? name,
    named: entry.name !== undefined,
    dependsOn: [],
    addresses: found === undefined ? [] : [addressText(found.address)],
    handles: {},
    connect(target, pinned) {
      const identity = entry.identity ?? pinned
      return [
        {
          system: 'postgres',
          target,
          ...(identity !== undefined && { pinnedIdentity: identity }),
          ...(reach.notDialled && { notDialled: reach.notDialled }),
          written: {
            ...written({ [place.field]: place.url, password: entry.password }),
            ...(found && { address: addressText(found.address) }),
            via: reach.words,
          },
          settings: async () => ({ ...(await postgresSettings(place, context, reach)), expects }),
        },
      ]
    },
  }
}
