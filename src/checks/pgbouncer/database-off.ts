import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { pools } from '../../facts/pgbouncer/pools.ts'

/** Somebody paused or disabled a database at the pooler: its clients wait or are refused until it is resumed. */
export const databaseOff = defineCheck({
  id: 'pgbouncer.database-off',
  kind: 'condition',
  reads: { pools },
  params: {},
  run({ pools: { databases } }, { target }) {
    return databases
      .filter(({ paused, disabled }) => paused || disabled)
      .map(({ name, paused, disabled, host, port }) => ({
        severity: 'critical' as const,
        target: part(target, 'database', { name }),
        summary: `database ${name} is ${paused ? 'paused' : 'disabled'} at the pooler: its clients ${paused ? 'wait' : 'are refused'}`,
        since: unknownSince,
        evidence: { name, paused, disabled, host, port },
      }))
  },
})
