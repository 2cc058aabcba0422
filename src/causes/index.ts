import type { Cause } from '../core/cause.ts'
import { badRollout } from './bad-rollout.ts'
import { cacheCold } from './cache-cold.ts'
import { certificateExpired } from './certificate-expired.ts'
import { clockSkew } from './clock-skew.ts'
import { connectionsExhausted } from './connections-exhausted.ts'
import { consumersGone } from './consumers-gone.ts'
import { consumersTooSlow } from './consumers-too-slow.ts'
import { cpuStarved } from './cpu-starved.ts'
import { databaseDown } from './database-down.ts'
import { databaseReadOnly } from './database-read-only.ts'
import { databaseRefusesPassword } from './database-refuses-password.ts'
import { dependencyDown } from './dependency-down.ts'
import { diskOrWalFilling } from './disk-or-wal-filling.ts'
import { kafkaDown } from './kafka-down.ts'
import { kafkaRefusesPassword } from './kafka-refuses-password.ts'
import { lockBlocker } from './lock-blocker.ts'
import { longTransactionHoldsXmin } from './long-transaction-holds-xmin.ts'
import { migrationOrHookFailed } from './migration-or-hook-failed.ts'
import { outOfMemory } from './out-of-memory.ts'
import { poisonPill } from './poison-pill.ts'
import { redisDown } from './redis-down.ts'
import { redisFull } from './redis-full.ts'
import { redisNotPersisting } from './redis-not-persisting.ts'
import { redisRefusesPassword } from './redis-refuses-password.ts'
import { replicaLagging } from './replica-lagging.ts'
import { serviceDown } from './service-down.ts'
import { slowStatement } from './slow-statement.ts'
import { tokenKeyMismatch } from './token-key-mismatch.ts'
import { trafficSpike } from './traffic-spike.ts'
import { unreachableFromTheService } from './unreachable-from-the-service.ts'
import { waitingDdlCause } from './waiting-ddl.ts'

/** Everything usrops can conclude. The order does not matter: the ranking decides. */
export const causes: readonly Cause[] = [
  badRollout,
  cacheCold,
  certificateExpired,
  clockSkew,
  connectionsExhausted,
  consumersGone,
  consumersTooSlow,
  cpuStarved,
  databaseDown,
  databaseReadOnly,
  databaseRefusesPassword,
  dependencyDown,
  diskOrWalFilling,
  kafkaDown,
  kafkaRefusesPassword,
  lockBlocker,
  longTransactionHoldsXmin,
  migrationOrHookFailed,
  outOfMemory,
  poisonPill,
  redisDown,
  redisFull,
  redisNotPersisting,
  redisRefusesPassword,
  replicaLagging,
  serviceDown,
  slowStatement,
  tokenKeyMismatch,
  trafficSpike,
  unreachableFromTheService,
  waitingDdlCause,
]
