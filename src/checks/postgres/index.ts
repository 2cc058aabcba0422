import type { Check } from '../../core/check.ts'
import { archiver } from './archiver.ts'
import { autovacuumBehind } from './autovacuum-behind.ts'
import { blocking } from './blocking.ts'
import { checkpointPressure } from './checkpoint-pressure.ts'
import { connections } from './connections.ts'
import { deadlocks } from './deadlocks.ts'
import { idleInTransaction } from './idle-in-transaction.ts'
import { longRunning } from './long-running.ts'
import { noConnectionLeft } from './no-connection-left.ts'
import { preparedTransactions } from './prepared-transactions.ts'
import { readOnly } from './read-only.ts'
import { replicationLag } from './replication-lag.ts'
import { slots } from './slots.ts'
import { slowStatement } from './slow-statement.ts'
import { tempFiles } from './temp-files.ts'
import { waitingDdlCheck } from './waiting-ddl.ts'
import { walSize } from './wal-size.ts'
import { wraparoundCheck } from './wraparound.ts'
import { xminHorizon } from './xmin-horizon.ts'

export const postgresChecks: readonly Check[] = [
  noConnectionLeft,
  archiver,
  autovacuumBehind,
  blocking,
  checkpointPressure,
  connections,
  deadlocks,
  idleInTransaction,
  longRunning,
  preparedTransactions,
  readOnly,
  replicationLag,
  slots,
  slowStatement,
  tempFiles,
  waitingDdlCheck,
  walSize,
  wraparoundCheck,
  xminHorizon,
]
