import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs } from './age-sql.ts'
import { type SettingName, type SettingRow, settingsQuery, settingValue } from './settings-query.ts'

/** What the login that asks may do. */
interface Rights {
  readonly superuser: boolean
  readonly seesAllSessions: boolean
  readonly maySignal: boolean
  /** Whether it may connect when ordinary logins no longer can. */
  readonly reservedSlots: boolean
}

/** Who refuses to write by default: a setting of the server, of this database, of these roles, or of this pooled session alone. */
export interface ReadOnlyDefault {
  readonly everywhere: boolean
  readonly database: boolean
  /** Roles that own something here, and so are there to write. (A login for reports is read-only on purpose.) */
  readonly roles: readonly string[]
  /** Somebody set it in the session that a pooler handed to us: everybody who gets that session cannot write. */
  readonly session: boolean
}

/** The server itself: what it is, how long it runs, how it is set up. */
export interface Server {
  readonly version: number
  readonly versionText: string
  readonly pooled: boolean | null
  readonly expects: 'primary' | 'standby' | null
  readonly user: string
  readonly database: string
  readonly inRecovery: boolean
  readonly timeline: number | null
  readonly startedMs: number
  readonly configurationLoadedMs: number
  readonly readOnlyDefault: ReadOnlyDefault
  readonly rights: Rights
  /** Sizes in bytes, times in milliseconds; -1 where that means "no limit". */
  readonly settings: Readonly<Partial<Record<SettingName, string | number>>>
}

export const server = defineFacts<Server, PostgresClient>({
  id: 'postgres.server',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[self], settings, roles] = await client.read<[SelfRow, SettingRow, DefaultRow]>(
      [selfQuery, settingsQuery, readOnlyDefaultsQuery],
      budget,
    )
    if (self === undefined) throw new Error('the server does not describe itself')
    const { version, pooled, expects, user, database } = client
    const { superuser, seesAllSessions, maySignal, reservedSlots, ...rest } = self
    return {
      ...{ version, pooled, expects, user, database, ...rest },
      rights: { superuser, seesAllSessions, maySignal, reservedSlots: reservedSlots ?? false },
      readOnlyDefault: readOnlyDefault(settings, roles),
      settings: Object.fromEntries(settings.map((row) => [row.name, settingValue(row.startsWith, row.unit)])),
    }
  },
})

interface SelfRow {
  readonly versionText: string
  readonly inRecovery: boolean
  readonly timeline: number | null
  readonly startedMs: number
  readonly configurationLoadedMs: number
  readonly superuser: boolean
  readonly seesAllSessions: boolean
  readonly maySignal: boolean
  readonly reservedSlots: boolean | null
}

const selfQuery = `
SELECT current_setting('server_version') AS "versionText",
       pg_is_in_recovery() AS "inRecovery",
       -- The name of a WAL file begins with the time line; a standby has none of its own.
       CASE WHEN NOT pg_is_in_recovery()
            THEN ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
       END AS timeline,
       ${ageMs('pg_postmaster_start_time()')} AS "startedMs",
       ${ageMs('pg_conf_load_time()')} AS "configurationLoadedMs",
       r.rolsuper AS superuser,
       r.rolsuper OR pg_has_role('pg_read_all_stats', 'USAGE') AS "seesAllSessions",
       r.rolsuper OR pg_has_role('pg_signal_backend', 'USAGE') AS "maySignal",
       r.rolsuper OR (SELECT pg_has_role(s.oid, 'USAGE') FROM pg_roles s WHERE s.rolname = 'pg_use_reserved_connections')
         AS "reservedSlots"
FROM pg_roles r
WHERE r.rolname = current_user`

/** A default that ALTER DATABASE or ALTER ROLE gives; role null for all roles. */
interface DefaultRow {
  readonly role: string | null
  readonly owns: boolean
}

const readOnlyDefaultsQuery = `
SELECT r.rolname::text AS role,
       coalesce(
         EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid)
           OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relowner = r.oid),
         false) AS owns
FROM pg_db_role_setting s
LEFT JOIN pg_roles r ON r.oid = s.setrole
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND EXISTS (SELECT 1 FROM unnest(s.setconfig) c WHERE lower(c) IN (
    'default_transaction_read_only=on', 'default_transaction_read_only=true', 'default_transaction_read_only=1',
    'default_transaction_read_only=yes'))`

// A login made for looking may well be read-only by itself: that says nothing about the others.
const everywhereSources = new Set(['configuration file', 'command line', 'environment variable', 'global'])

function readOnlyDefault(settings: readonly SettingRow[], defaults: readonly DefaultRow[]): ReadOnlyDefault {
  const row = settings.find(({ name }) => name === 'default_transaction_read_only')
  return {
    everywhere: row !== undefined && row.startsWith === 'on' && everywhereSources.has(row.source),
    database: defaults.some(({ role }) => role === null),
    roles: defaults.flatMap(({ role, owns }) => (role !== null && owns ? [role] : [])),
    session: row !== undefined && row.source === 'session' && row.setting === 'on' && row.startsWith === 'off',
  }
}
