import type { FactsDefinition } from '../../core/facts.ts'
import { activity } from './activity.ts'
import { bloat } from './bloat.ts'
import { checkpoints } from './checkpoints.ts'
import { databases } from './databases.ts'
import { indexes } from './indexes.ts'
import { locks } from './locks.ts'
import { replication } from './replication.ts'
import { server } from './server.ts'
import { sizes } from './sizes.ts'
import { statements } from './statements.ts'
import { tables } from './tables.ts'
import { transactions } from './transactions.ts'
import { wal } from './wal.ts'
import { wraparound } from './wraparound.ts'

/** In the order in which they are asked: what matters most first, since a sick server may not answer all. */
export const postgresFacts: readonly FactsDefinition[] = [
  activity,
  server,
  replication,
  transactions,
  databases,
  statements,
  checkpoints,
  wal,
  wraparound,
  tables,
  locks,
  sizes,
  indexes,
  bloat,
]
