import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Handles } from '../core/topology.ts'
import { server } from '../facts/postgres/server.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, suffering } from './database-slowness.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

/** Every write fails: a standby stands where the primary should be, or transactions are read-only by default. */
export const databaseReadOnly = defineCause({
  id: 'database-read-only',
  reads: { server },
  weighs: ['postgres.read-only', ...slownessChecks, ...voices],
  conclude: ({ server }, view) =>
    server.flatMap(({ target, value }) => {
      const found = view.findingsOn(target, 'postgres.read-only')
      const complaints = complaintsAbout(target, view, 'read-only')
      const [first = complaints[0]] = found
      if (first === undefined) return []
      return {
        target,
        summary: found.length > 0 ? first.summary : `writes to ${target.name} are refused as read-only`,
        because: reasonsOf([...found, ...complaints]),
        explains: [...found, ...complaints, ...suffering(target, view)],
        confidence: found.length > 0 ? ('high' as const) : ('medium' as const),
        remedies: remedies(first, target, value.database, view.topology.handles(target)),
      }
    }),
})

function remedies(finding: Finding, target: Target, database: string, handles: Handles): readonly Remedy[] {
  const reason = textIn(finding, 'reason')
  const name = `"${database.replaceAll('"', '""')}"`
  if (reason === 'server') {
    const sql = ['ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()']
    return [
      bySql({
        handles,
        sql,
        risk: 'low',
        summary: 'take the setting back for the whole server (ask who set it: a migration or a fence?)',
      }),
    ]
  }
  if (reason === 'database') {
    const sql = [`ALTER DATABASE ${name} RESET default_transaction_read_only`]
    return [
      bySql({
        handles,
        sql,
        risk: 'low',
        summary: 'take the setting back for this database; sessions that are open keep it until they reconnect',
      }),
    ]
  }
  const what =
    reason === 'recovery' || reason === 'demoted'
      ? `find the primary (and who manages failovers: Patroni, an operator, the cloud) and point the service there; do not promote ${target.name} while another primary may be alive`
      : `take default_transaction_read_only back where it was set (role or session) on ${target.name}`
  return [{ kind: 'manual', risk: 'data-loss', summary: what }]
}
