import { describe, expect, it } from 'vitest'
import { type Activity, activity } from '../../../src/facts/postgres/activity.ts'
import { connections } from '../../../src/views/postgres/connections.ts'
import { activityOf, MINUTE } from '../../checks/postgres/examples.ts'
import { shownBy } from '../showing.ts'

const group = (overrides: Partial<Activity['groups'][number]>): Activity['groups'][number] => ({
  ...{ application: 'api', user: 'app', database: 'users', client: '10.0.0.7', state: 'idle', count: 1 },
  oldestStateMs: MINUTE,
  ...overrides,
})

const show = (overrides: Partial<Activity>) => shownBy(connections, [[activity, activityOf(overrides)]])

describe('connections', () => {
  it('adds up the clients of one application, user and state, and names the oldest', () => {
    const groups = [
      group({ count: 2 }),
      group({ client: '10.0.0.8', count: 3, oldestStateMs: 5 * MINUTE }),
      group({ state: 'active', count: 1, oldestStateMs: null }),
    ]
    const [table] = show({ groups, clientBackends: 6 }).tables
    expect(table?.title).toBe('6 of 97 usable connections in use (max_connections 100)')
    expect(table?.rows).toEqual([
      expect.objectContaining({ state: 'idle', connections: 5, clients: 2, oldest: 5 * MINUTE, share: 5 / 97 }),
      expect.objectContaining({ state: 'active', connections: 1, oldest: null }),
    ])
  })

  it('counts sessions that may not be seen, and says which right would show them', () => {
    const [table] = show({ clientBackends: 1, hidden: 7, user: 'app' }).tables
    expect(table?.title).toMatch(/^8 of 97/)
    expect(table?.notes).toEqual([
      'app may not see 7 sessions of other users, so they are in the total only: GRANT pg_monitor TO app',
    ])
  })

  it('shows limits of roles and databases only where there are some', () => {
    expect(show({}).tables).toHaveLength(1)
    const limits = [{ kind: 'role', name: 'app', limit: 10, used: 9 }] as const
    expect(show({ limits }).tables[1]?.rows).toEqual([{ kind: 'role', name: 'app', used: 9, limit: 10, share: 0.9 }])
  })
})
