import type { SslMode } from '../clients/postgres/settings.ts'
import { OperatorError } from '../core/errors.ts'
import type { PostgresConfig } from './schema/postgres.ts'
import { firstSet } from './set-variables.ts'

/** The database that the usual variables describe. */
export function postgresVariables(env: NodeJS.ProcessEnv): PostgresConfig | undefined {
  const main = env.DATABASE_URL ? { url: 'env:DATABASE_URL' } : partsOf(env)
  if (main === undefined) return undefined
  const direct = firstSet(env, ['DIRECT_DATABASE_URL', 'DIRECT_URL'])
  return {
    ...main,
    ...(direct && { directUrl: `env:${direct}` }),
    ...(env.ADMIN_DATABASE_URL && { adminUrl: 'env:ADMIN_DATABASE_URL' }),
    ...(env.PGBOUNCER_ADMIN_URL && { pooler: { adminUrl: 'env:PGBOUNCER_ADMIN_URL' } }),
    ...(env.REPLICA_DATABASE_URL && {
      replicas: [
        {
          url: 'env:REPLICA_DATABASE_URL',
          ...(env.ADMIN_REPLICA_DATABASE_URL && { adminUrl: 'env:ADMIN_REPLICA_DATABASE_URL' }),
        },
      ],
    }),
  }
}

/** libpq's own: https://www.postgresql.org/docs/current/libpq-envars.html */
function partsOf(env: NodeJS.ProcessEnv): PostgresConfig | undefined {
  const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLROOTCERT } = env
  if (!PGHOST && !PGDATABASE) return undefined
  const sslmode = sslModeOf(env)
  return {
    host: hostOf(PGHOST || 'localhost'),
    ...(PGPORT && { port: portOf(PGPORT) }),
    ...(PGDATABASE && { database: PGDATABASE }),
    ...(PGUSER && { user: PGUSER }),
    ...(PGPASSWORD && { password: 'env:PGPASSWORD' }),
    ...(sslmode && { sslmode }),
    ...(PGSSLROOTCERT && PGSSLROOTCERT !== 'system' && { ca: `file:${PGSSLROOTCERT}` }),
  }
}

const sslModes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

function sslModeOf({ PGSSLMODE }: NodeJS.ProcessEnv): SslMode | undefined {
  if (!PGSSLMODE) return undefined
  const mode = sslModes.find((known) => known === PGSSLMODE)
  if (mode !== undefined) return mode
  throw new OperatorError('PGSSLMODE is unknown', { hint: `set it to one of ${sslModes.join(', ')}`, exit: 'usage' })
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new OperatorError('PGPORT is not a port', { hint: 'set it to a number such as 5432', exit: 'usage' })
}

function hostOf(text: string): string {
  if (!text.includes(',')) return text
  throw new OperatorError(`PGHOST names ${text.split(',').length} hosts`, {
    hint: 'set it to one host; replicas go into REPLICA_DATABASE_URL or usrops.yaml',
    exit: 'usage',
  })
}
