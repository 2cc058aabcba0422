import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Activity, activity, type ConnectionGroup } from '../../facts/postgres/activity.ts'
import { hiddenSessions } from '../../facts/postgres/visibility.ts'

/** Who holds how many connections, in which state, against those that may be used. */
export const connections = defineView({
  id: 'postgres.connections',
  reads: { activity },
  params: {},
  show: ({ activity }) => [byApplication(activity), ...limits(activity)],
})

function byApplication(activity: Activity): TableDraft {
  const { groups, clientBackends, hidden, usable, maxConnections, user } = activity
  const used = clientBackends + hidden
  return {
    title: `${used} of ${usable} usable connections in use (max_connections ${maxConnections})`,
    columns: [
      { id: 'application', label: 'application', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'user', label: 'user', kind: 'text' },
      { id: 'database', label: 'database', kind: 'text', importance: 'extra' },
      { id: 'state', label: 'state', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'connections', label: 'connections', kind: 'count', importance: 'key' },
      { id: 'share', label: 'of usable', kind: 'share' },
      { id: 'oldest', label: 'oldest in state', kind: 'age' },
      { id: 'clients', label: 'clients', kind: 'count', importance: 'extra' },
    ],
    rows: rowsOf(groups, usable),
    notes: hidden === 0 ? [] : [hiddenNote(hidden, user)],
  }
}

/** What an ordinary login is not told is in the total, and in no row. */
function hiddenNote(hidden: number, user: string): string {
  const { unknown, grant } = hiddenSessions(hidden, user)
  return `${unknown}, so they are in the total only: ${grant}`
}

function rowsOf(groups: readonly ConnectionGroup[], usable: number): readonly Row[] {
  const alike = Map.groupBy(groups, ({ application, user, database, state }) =>
    JSON.stringify([application, user, database, state]),
  )
  return [...alike.values()]
    .flatMap((members) => {
      const [first] = members
      if (first === undefined) return []
      const { application, user, database, state } = first
      const connections = members.reduce((sum, { count }) => sum + count, 0)
      const clients = new Set(members.map(({ client }) => client)).size
      const share = usable > 0 ? connections / usable : null
      return { application, user, database, state, connections, share, oldest: oldest(members), clients }
    })
    .toSorted((left, right) => right.connections - left.connections)
}

function oldest(members: readonly ConnectionGroup[]): number | null {
  const ages = members.flatMap(({ oldestStateMs }) => (oldestStateMs === null ? [] : [oldestStateMs]))
  return ages.length === 0 ? null : Math.max(...ages)
}

/** Roles and databases that may have fewer connections than the server. */
function limits({ limits }: Activity): readonly TableDraft[] {
  if (limits.length === 0) return []
  return [
    {
      title: 'limits of roles and databases',
      columns: [
        { id: 'kind', label: 'kind', kind: 'text', importance: 'key', shorten: 'never' },
        { id: 'name', label: 'name', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'used', label: 'used', kind: 'count', importance: 'key' },
        { id: 'limit', label: 'limit', kind: 'count', importance: 'key' },
        { id: 'share', label: 'used share', kind: 'share' },
      ],
      rows: limits.map(({ kind, name, used, limit }) => ({ kind, name, used, limit, share: used / limit })),
    },
  ]
}
