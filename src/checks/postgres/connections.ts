import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { type Activity, activity, type ConnectionLimit } from '../../facts/postgres/activity.ts'
import { connectionsByApplication, connectionsByState } from '../../facts/postgres/connection-use.ts'
import { hiddenSessions } from '../../facts/postgres/visibility.ts'

/** Connections run out: of the server, of one role or of one database. */
export const connections = defineCheck({
  id: 'postgres.connections',
  kind: 'condition',
  reads: { activity },
  // 80 %: awesome-prometheus-alerts, pgEdge; 90 %: when ordinary fluctuation may reach the limit.
  params: { warningPercent: 80, criticalPercent: 90 },
  run({ activity: seen }, { target, params }) {
    const findings = [
      ...ofServer(seen, target, params),
      ...seen.limits.flatMap((limit) => ofLimit(limit, seen, target, params)),
    ]
    return findings.length === 0 && seen.hidden > 0 ? hiddenSessions(seen.hidden, seen.user) : findings
  },
})

type Thresholds = { readonly warningPercent: number; readonly criticalPercent: number }

function ofServer(seen: Activity, target: Target, params: Thresholds): readonly FindingDraft[] {
  const severity = severityOf(seen.clientBackends, seen.usable, params)
  if (severity === undefined) return []
  const applications = connectionsByApplication(seen.groups)
  const [most] = applications
  return [
    {
      severity,
      target,
      summary: `${seen.clientBackends} of ${seen.usable} usable connections in use${most ? `; ${holds(most)}` : ''}`,
      since: unknownSince,
      evidence: {
        used: seen.clientBackends,
        usable: seen.usable,
        maxConnections: seen.maxConnections,
        hidden: seen.hidden,
        applications: applications.slice(0, 10).map((each) => ({ ...each, states: { ...each.states } })),
        states: connectionsByState(seen.groups),
      },
    },
  ]
}

function holds({ application, user, count, states }: ReturnType<typeof connectionsByApplication>[number]): string {
  const [state] = Object.entries(states).toSorted(([, left], [, right]) => right - left)
  return `${application || user || 'an unnamed application'} holds ${count}${state ? `, ${state[1]} of them ${state[0]}` : ''}`
}

function ofLimit(limit: ConnectionLimit, seen: Activity, target: Target, params: Thresholds): readonly FindingDraft[] {
  // A role made for usrops has a small limit, which usrops fills by asking.
  const own = seen.groups.filter(({ application, user }) => application.startsWith('usrops/') && user === limit.name)
  const used = limit.used - own.reduce((sum, { count }) => sum + count, 0)
  const severity = severityOf(used, limit.limit, params)
  if (severity === undefined) return []
  return [
    {
      severity,
      target: part(target, limit.kind, { name: limit.name }),
      summary: `${limit.used} of the ${limit.limit} connections that ${limit.kind} ${limit.name} may have are in use`,
      since: unknownSince,
      evidence: { used: limit.used, usable: limit.limit, [limit.kind]: limit.name },
    },
  ]
}

function severityOf(used: number, usable: number, { warningPercent, criticalPercent }: Thresholds) {
  const percent = (100 * used) / Math.max(1, usable)
  if (percent >= criticalPercent) return 'critical'
  return percent >= warningPercent ? 'warning' : undefined
}
