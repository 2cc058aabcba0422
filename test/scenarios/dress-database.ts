import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Bench } from '../bench/bench.ts'
import type { PgBouncerServer } from '../bench/postgres/pgbouncer.ts'
import { DATABASE, type Login } from '../bench/postgres/roles.ts'
import type { Names } from './names.ts'

type Dressed = Bench<'postgres'> & { readonly pgbouncer?: PgBouncerServer }

/** Gives the database and the pooler, if there is one, the logins and the database of this run, and an archive command that can be broken. */
export async function dressDatabase(bench: Dressed, names: Names): Promise<void> {
  const { app, monitor, database } = names
  // Not on the command line of the server, where ALTER SYSTEM could not change it.
  const archiving = ["ALTER SYSTEM SET archive_command = '/bin/true'", 'SELECT pg_reload_conf()']
  if (database === DATABASE) return await execute(bench.postgres.superuserUrl, archiving)
  const roles = [createRole(app, ''), createRole(monitor, 'IN ROLE pg_monitor')]
  await execute(bench.postgres.superuserUrl, [...archiving, ...roles, `CREATE DATABASE ${database} OWNER ${app.user}`])
  const url = new URL(bench.postgres.superuserUrl)
  url.pathname = `/${database}`
  await execute(url.href, ['CREATE EXTENSION IF NOT EXISTS pg_stat_statements'])
  if (!bench.pgbouncer) return
  const users = [app, monitor].map(({ user, password }) => `"${user}" "${password}"\n`).join('')
  appendFileSync(join(bench.dir, 'pgbouncer', 'users.txt'), users)
  await execute(bench.pgbouncer.adminUrl, ['RELOAD'])
}

function createRole({ user, password }: Login, options: string): string {
  return `CREATE ROLE ${user} LOGIN ${options} PASSWORD '${password}'`
}

/** One statement at a time: some may not be part of a transaction, and PgBouncer's console knows no other way. */
async function execute(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
