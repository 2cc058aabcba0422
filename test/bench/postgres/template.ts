import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../machine/cache.ts'
import type { Progress } from '../machine/progress.ts'
import { handOver, unprivilegedUser } from '../machine/unprivileged-user.ts'
import { POSTGRES_VERSION, postgresBinaries } from '../toolchain/postgres-binaries.ts'
import { createDatabase, DATABASE, databaseStatements, logins, serverStatements } from './roles.ts'

// To be raised when initdb's options, pg_hba or roles.ts change.
const REVISION = 3

// A replica refuses to start with less than its primary had, and at the template that is the template's.
const LOWEST = ['-c', 'max_connections=10', '-c', 'max_wal_senders=0', '-c', 'max_worker_processes=2']

// Only the loopback address is listened on unless a test says otherwise; everybody must prove the password.
const HBA = `host all all all scram-sha-256
host replication ${logins.replication.user} all scram-sha-256
`

/** Copies a data folder with roles, database and extension in it to `target`: much faster than initdb each time. */
export async function newDataFolder(target: string, onProgress: Progress): Promise<void> {
  const binaries = await postgresBinaries(onProgress)
  const owner = unprivilegedUser()?.uid ?? 'self'
  const template = await cached(`postgres-data-${POSTGRES_VERSION}-r${REVISION}-${owner}`, async (folder) => {
    onProgress('creating a template database')
    const data = join(folder, 'data')
    mkdirSync(data, { mode: 0o700 })
    handOver(data)
    handOver(folder)
    await initialise(binaries, folder, data)
  })
  await execa('cp', ['-Rp', join(template, 'data'), target])
}

async function initialise(binaries: string, folder: string, data: string): Promise<void> {
  const password = join(folder, 'password')
  writeFileSync(password, logins.superuser.password)
  handOver(password)
  const options = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${logins.superuser.user}`]
  await asOwner(join(binaries, 'initdb'), ['-D', data, `--pwfile=${password}`, '--no-sync', ...options, ...LOWEST])
  rmSync(password)
  writeFileSync(join(data, 'pg_hba.conf'), HBA)
  await singleUser(binaries, data, 'postgres', [...serverStatements, createDatabase])
  await singleUser(binaries, data, DATABASE, databaseStatements)
}

/** Runs statements without starting a server: no port, no waiting. */
async function singleUser(
  binaries: string,
  data: string,
  database: string,
  statements: readonly string[],
): Promise<void> {
  // With -j a statement ends at a semicolon followed by an empty line.
  const input = statements.map((statement) => `${statement};\n\n`).join('')
  const { stderr } = await asOwner(join(binaries, 'postgres'), ['--single', '-j', '-D', data, database], input)
  const error = /(?:ERROR|FATAL): .*/.exec(stderr)
  if (error) throw new Error(`the template database could not be made: ${error[0]}`)
}

async function asOwner(command: string, args: readonly string[], input = ''): Promise<{ stderr: string }> {
  return await execa(command, args, { input, cwd: '/', ...unprivilegedUser() })
}
