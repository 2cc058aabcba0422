import { addressText } from './address.ts'
import { type Context, placeKey } from './context.ts'
import type { Part } from './part.ts'
import { type PostgresPlace, postgresSettings } from './postgres-place.ts'
import type { PostgresUrl } from './postgres-url.ts'
import { psqlHandle } from './psql-handle.ts'
import type { PoolerConfig, PostgresConfig } from './schema/postgres.ts'
import { reachOf } from './ways.ts'
import { written } from './written.ts'

/** The pooler between a service and its database: where one is written, or where the database is asked elsewhere than the service asks it. */
export async function poolerPart(
  entry: PostgresConfig,
  applied: PostgresUrl | undefined,
  database: Part,
  context: Context,
): Promise<Part | undefined> {
  const address = applied && addressText(applied.address)
  const elsewhere = entry.directUrl !== undefined && address !== undefined && !database.addresses.includes(address)
  if (entry.pooler === undefined && !elsewhere) return undefined
  const config = entry.pooler ?? {}
  const console = consoleOf(config)
  const inside = { ...context, place: `${context.place}.pooler` }
  return {
    key: `pgbouncer ${applied ? placeKey(applied.address, context) : JSON.stringify(entry.url)}`,
    system: 'pgbouncer',
    kind: 'pooler',
    name: config.name ?? `${database.name}-pooler`,
    named: config.name !== undefined,
    dependsOn: [database.key],
    addresses: address === undefined ? [] : [address],
    handles: console === undefined ? {} : await psqlHandle([console], inside),
    connect: (target) => (console === undefined ? [] : [connection(target, config, console, inside)]),
  }
}

/** The console's database has a fixed name: https://www.pgbouncer.org/usage.html#admin-console */
function consoleOf({ adminUrl, password }: PoolerConfig): PostgresPlace | undefined {
  if (adminUrl === undefined) return undefined
  return { url: adminUrl, field: 'adminUrl', entry: password === undefined ? {} : { password }, database: 'pgbouncer' }
}

function connection(
  target: Parameters<Part['connect']>[0],
  config: PoolerConfig,
  console: PostgresPlace,
  context: Context,
): ReturnType<Part['connect']>[number] {
  const reach = reachOf(config.via ?? context.via, context.forward)
  return {
    system: 'pgbouncer',
    target,
    ...(reach.notDialled && { notDialled: reach.notDialled }),
    written: { ...written({ adminUrl: config.adminUrl, password: config.password }), via: reach.words },
    settings: () => postgresSettings(console, context, reach),
  }
}
