import { defineView } from '../../core/view.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { type EventGroup, events as eventFacts } from '../../facts/kubernetes/events.ts'

/** Warnings about a service and what belongs to it, those of the same kind together, the latest first. */
export const events = defineView({
  id: 'kubernetes.events',
  reads: { events: eventFacts },
  params: {},
  show({ events: { groups } }) {
    if ('unasked' in groups) return cannotTell(groups)
    return [
      {
        title: titleOf(groups.seen),
        columns: [
          { id: 'last', label: 'last', kind: 'age', importance: 'key' },
          { id: 'count', label: 'count', kind: 'count', importance: 'key' },
          { id: 'reason', label: 'reason', kind: 'text', importance: 'key', shorten: 'never' },
          { id: 'message', label: 'message', kind: 'text', importance: 'key' },
          { id: 'object', label: 'object', kind: 'text', shorten: 'middle' },
          { id: 'objects', label: 'objects', kind: 'count' },
          { id: 'container', label: 'container', kind: 'text', importance: 'extra' },
          { id: 'first', label: 'first', kind: 'age', importance: 'extra' },
          { id: 'workload', label: 'workload', kind: 'text', importance: 'extra', shorten: 'middle' },
        ],
        rows: groups.seen.map(rowOf),
        notes: ['events older than 1 h are gone, and a busy server drops some'],
      },
    ]
  },
})

function titleOf(groups: readonly EventGroup[]): string {
  if (groups.length === 0) return 'no warning in the last hour'
  const times = groups.reduce((sum, { count }) => sum + count, 0)
  return `${groups.length} kind${groups.length === 1 ? '' : 's'} of warnings, given ${times} times`
}

function rowOf({ lastMs, firstMs, count, reason, message, about, names, objects, container, workload }: EventGroup) {
  return {
    ...{
      last: lastMs,
      count,
      reason,
      message,
      object: `${about}/${names[0] ?? ''}`,
      objects,
      first: firstMs,
      workload,
    },
    ...(container !== null && { container }),
  }
}
