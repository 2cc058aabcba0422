import { describe, expect, it } from 'vitest'
import { events as facts } from '../../../src/facts/kubernetes/events.ts'
import { events } from '../../../src/views/kubernetes/events.ts'
import { event, MINUTE } from '../../checks/kubernetes/pods-shown.ts'
import { shownBy } from '../showing.ts'

describe('the events of a service', () => {
  it('are grouped as they were collected, with the object to look at, and say how far back they go', () => {
    const names = ['user-service-a', 'user-service-b']
    const seen = [event({ objects: 2, names, count: 7, lastMs: 20_000, message: 'Readiness probe failed' })]
    const [table] = shownBy(events, [[facts, { groups: { seen } }]]).tables
    expect(table?.title).toBe('1 kind of warnings, given 7 times')
    expect(table?.notes).toEqual([expect.stringContaining('events older than 1 h are gone')])
    expect(table?.rows).toEqual([
      {
        ...{ last: 20_000, first: 5 * MINUTE, count: 7, reason: 'Unhealthy', objects: 2, container: 'app' },
        ...{ object: 'pod/user-service-a', message: 'Readiness probe failed', workload: 'deployment/user-service' },
      },
    ])
  })

  it('are unknown, with the right that would help, where they may not be read', () => {
    const unasked = { kind: 'forbidden', reason: 'may not list events', grant: 'list events' }
    expect(shownBy(events, [[facts, { groups: { unasked } }]])).toEqual({
      tables: [],
      gaps: [{ reason: 'may not list events', grant: 'list events' }],
    })
  })

  it('that are none are said to be none of the last hour', () => {
    expect(shownBy(events, [[facts, { groups: { seen: [] } }]]).tables[0]?.title).toBe('no warning in the last hour')
  })
})
