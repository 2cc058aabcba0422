import type { Scenario } from '../scenario.ts'
import { abandonedSlot } from './abandoned-slot.ts'
import { archivingFails } from './archiving-fails.ts'
import { badRollout } from './bad-rollout.ts'
import { cacheCold } from './cache-cold.ts'
import { certificateExpired } from './certificate-expired.ts'
import { clockSkew } from './clock-skew.ts'
import { columnMissing } from './column-missing.ts'
import { connectionLeak } from './connection-leak.ts'
import { consumersGone } from './consumers-gone.ts'
import { consumersTooSlow } from './consumers-too-slow.ts'
import { databaseDown } from './database-down.ts'
import { databaseReadOnly } from './database-read-only.ts'
import { databaseRefusesPassword } from './database-refuses-password.ts'
import { dependencyDown } from './dependency-down.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { kafkaDown } from './kafka-down.ts'
import { lockBlocker } from './lock-blocker.ts'
import { longTransaction } from './long-transaction.ts'
import { poisonPill } from './poison-pill.ts'
import { poolerSaturated } from './pooler-saturated.ts'
import { redisDown } from './redis-down.ts'
import { redisFull } from './redis-full.ts'
import { redisHanging } from './redis-hanging.ts'
import { redisNotPersisting } from './redis-not-persisting.ts'
import { replicaLagging } from './replica-lagging.ts'
import { serviceDown } from './service-down.ts'
import { slowStatement } from './slow-statement.ts'
import { tokenKeyMismatch } from './token-key-mismatch.ts'
import { trafficSpike } from './traffic-spike.ts'
import { waitingDdl } from './waiting-ddl.ts'

/** Every fault, in the order in which they are run; those that look alike stand side by side. */
export const scenarios: readonly Scenario[] = [
  ...[lockBlocker, waitingDdl, slowStatement, redisHanging, eventLoopBlocked, trafficSpike],
  ...[connectionLeak, poolerSaturated],
  ...[tokenKeyMismatch, clockSkew],
  ...[poisonPill, consumersGone, consumersTooSlow, kafkaDown],
  ...[badRollout, columnMissing, dependencyDown, serviceDown, certificateExpired],
  ...[longTransaction, abandonedSlot, archivingFails, replicaLagging],
  ...[databaseReadOnly, databaseRefusesPassword, databaseDown],
  ...[redisDown, redisFull, redisNotPersisting, cacheCold],
]
