import { describe, expect, it } from 'vitest'
import { sessionsQuery } from '../../../src/facts/postgres/activity-query.ts'
import { checkpointsQuery } from '../../../src/facts/postgres/checkpoints.ts'
import { groupsQuery } from '../../../src/facts/postgres/locks.ts'
import { slotsQuery } from '../../../src/facts/postgres/replication-query.ts'
import { sourceQuery, statementsQuery } from '../../../src/facts/postgres/statements-query.ts'

// Looked up in the catalogs of running servers of each version.
describe.each([
  [130_023, { waitstart: false, toplevel: false, info: false, inactiveSince: false, checkpointer: false }],
  [140_023, { waitstart: true, toplevel: true, info: true, inactiveSince: false, checkpointer: false }],
  [150_018, { waitstart: true, toplevel: true, info: true, inactiveSince: false, checkpointer: false }],
  [160_014, { waitstart: true, toplevel: true, info: true, inactiveSince: false, checkpointer: false }],
  [170_010, { waitstart: true, toplevel: true, info: true, inactiveSince: true, checkpointer: true }],
  [180_004, { waitstart: true, toplevel: true, info: true, inactiveSince: true, checkpointer: true }],
])('PostgreSQL %i', (version, has) => {
  it('is asked only for columns it has', () => {
    expect({
      waitstart: sessionsQuery(version).includes('waitstart') && groupsQuery(version).includes('waitstart'),
      toplevel: statementsQuery(version, 'public').includes('s.toplevel'),
      info: sourceQuery(version, 'public').includes('pg_stat_statements_info'),
      inactiveSince: slotsQuery(version).includes('inactive_since'),
      checkpointer: checkpointsQuery(version).includes('pg_stat_checkpointer'),
    }).toEqual(has)
  })
})

it('asks before version 17 for the old names of the counters of checkpoints', () => {
  expect(checkpointsQuery(160_000)).toMatch(
    /checkpoints_timed AS timed,\s+checkpoints_req AS requested,\s+checkpoint_write_time/,
  )
  expect(checkpointsQuery(170_000)).toMatch(/num_timed AS timed,\s+num_requested AS requested,\s+write_time/)
})
