import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting, type Since, unknownSince } from '../../core/since.ts'
import { type Server, server } from '../../facts/postgres/server.ts'

/** The application cannot write: the server is a standby where a primary has to be, or transactions are read-only by default. */
export const readOnly = defineCheck({
  id: 'postgres.read-only',
  kind: 'symptom',
  reads: { server },
  params: {},
  run({ server: seen }, { target, earlier, now }) {
    const why = whyReadOnly(seen, earlier.server?.value, now)
    if (why === undefined) return []
    const { inRecovery, expects, readOnlyDefault } = seen
    const finding: FindingDraft = {
      severity: why.severity,
      target,
      summary: why.summary,
      since: why.since,
      evidence: { reason: why.reason, inRecovery, expects, readOnlyDefault: { ...readOnlyDefault } },
    }
    return [finding]
  },
})

interface Why {
  readonly reason: 'recovery' | 'demoted' | 'server' | 'database' | 'session' | 'role'
  readonly severity: 'warning' | 'critical'
  readonly summary: string
  readonly since: Since
}

function whyReadOnly(seen: Server, before: Server | undefined, now: number): Why | undefined {
  const critical = { severity: 'critical', since: unknownSince } as const
  const { everywhere, database, roles, session } = seen.readOnlyDefault
  if (seen.inRecovery && seen.expects === 'primary')
    return {
      ...critical,
      reason: 'recovery',
      since: lasting(seen.startedMs, now),
      summary: 'this server is a standby, a primary is expected here: every write fails',
    }
  if (seen.inRecovery && before?.inRecovery === false)
    return {
      ...critical,
      reason: 'demoted',
      since: lasting(seen.startedMs, now),
      summary: 'this server was the primary and is a standby now: every write to it fails',
    }
  // A standby refuses writes whatever its defaults are.
  if (seen.inRecovery) return undefined
  if (everywhere)
    return {
      ...critical,
      reason: 'server',
      summary: 'default_transaction_read_only is on for the whole server: every write fails',
    }
  if (database)
    return {
      ...critical,
      reason: 'database',
      summary: `default_transaction_read_only is on for database ${seen.database}: every write fails`,
    }
  if (session)
    return {
      ...critical,
      reason: 'session',
      summary: 'somebody set default_transaction_read_only in a pooled session: who gets it next cannot write',
    }
  if (roles.length > 0)
    return {
      ...critical,
      reason: 'role',
      summary: `default_transaction_read_only is on for ${roles.join(', ')}, which owns tables here: its writes fail`,
    }
  return undefined
}
