import type { Cause } from '../core/cause.ts'
import { badRollout } from './bad-rollout.ts'
import { cacheCold } from './cache-cold.ts'
import { certificateExpired } from './certificate-expired.ts'
import { clockSkew } from './clock-skew.ts'
import { clusterDnsFailing } from './cluster-dns-failing.ts'
import { clusterFull } from './cluster-full.ts'
import { configChanged } from './config-changed.ts'
import { connectionsExhausted } from './connections-exhausted.ts'
import { consumersGone } from './consumers-gone.ts'
import { consumersTooSlow } from './consumers-too-slow.ts'
import { cpuStarved } from './cpu-starved.ts'
import { databaseDown } from './database-down.ts'
import { databaseReadOnly } from './database-read-only.ts'
import { databaseRefusesPassword } from './database-refuses-password.ts'
import { dependencyDown } from './dependency-down.ts'
import { diskOrWalFilling } from './disk-or-wal-filling.ts'
import { helmReleaseStuck } from './helm-release-stuck.ts'
import { hpaMaxed } from './hpa-maxed.ts'
import { imageMissing } from './image-missing.ts'
import { ingressWithoutTargets } from './ingress-without-targets.ts'
import { kafkaDown } from './kafka-down.ts'
import { kafkaRefusesPassword } from './kafka-refuses-password.ts'
import { livenessKillsSlowApp } from './liveness-kills-slow-app.ts'
import { lockBlocker } from './lock-blocker.ts'
import { longTransactionHoldsXmin } from './long-transaction-holds-xmin.ts'
import { migrationOrHookFailed } from './migration-or-hook-failed.ts'
import { missingSecretOrConfig } from './missing-secret-or-config.ts'
import { networkPolicyDenies } from './network-policy-denies.ts'
import { noNodeFits } from './no-node-fits.ts'
import { noPullRight } from './no-pull-right.ts'
import { nodeLost } from './node-lost.ts'
import { outOfMemory } from './out-of-memory.ts'
import { podsEvicted } from './pods-evicted.ts'
import { podsRefused } from './pods-refused.ts'
import { poisonPill } from './poison-pill.ts'
import { portMismatch } from './port-mismatch.ts'
import { quotaExhausted } from './quota-exhausted.ts'
import { readinessProbeWrong } from './readiness-probe-wrong.ts'
import { redisDown } from './redis-down.ts'
import { redisFull } from './redis-full.ts'
import { redisNotPersisting } from './redis-not-persisting.ts'
import { redisRefusesPassword } from './redis-refuses-password.ts'
import { registryLimit } from './registry-limit.ts'
import { replicaLagging } from './replica-lagging.ts'
import { scaledToZero } from './scaled-to-zero.ts'
import { secretRotatedNotRolled } from './secret-rotated-not-rolled.ts'
import { selectorMatchesNothing } from './selector-matches-nothing.ts'
import { serviceDown } from './service-down.ts'
import { slowStatement } from './slow-statement.ts'
import { tokenKeyMismatch } from './token-key-mismatch.ts'
import { trafficSpike } from './traffic-spike.ts'
import { unreachableFromTheService } from './unreachable-from-the-service.ts'
import { volumeStuck } from './volume-stuck.ts'
import { waitingDdlCause } from './waiting-ddl.ts'
import { webhookDownOrDenying } from './webhook-down-or-denying.ts'

/** Everything usrops can conclude. The order does not matter: the ranking decides. */
export const causes: readonly Cause[] = [
  badRollout,
  cacheCold,
  certificateExpired,
  clockSkew,
  clusterDnsFailing,
  clusterFull,
  configChanged,
  connectionsExhausted,
  consumersGone,
  consumersTooSlow,
  cpuStarved,
  databaseDown,
  databaseReadOnly,
  databaseRefusesPassword,
  dependencyDown,
  diskOrWalFilling,
  helmReleaseStuck,
  hpaMaxed,
  imageMissing,
  ingressWithoutTargets,
  kafkaDown,
  kafkaRefusesPassword,
  livenessKillsSlowApp,
  lockBlocker,
  longTransactionHoldsXmin,
  migrationOrHookFailed,
  missingSecretOrConfig,
  networkPolicyDenies,
  noNodeFits,
  noPullRight,
  nodeLost,
  outOfMemory,
  podsEvicted,
  podsRefused,
  poisonPill,
  portMismatch,
  quotaExhausted,
  readinessProbeWrong,
  redisDown,
  redisFull,
  redisNotPersisting,
  redisRefusesPassword,
  registryLimit,
  replicaLagging,
  scaledToZero,
  secretRotatedNotRolled,
  selectorMatchesNothing,
  serviceDown,
  slowStatement,
  tokenKeyMismatch,
  trafficSpike,
  unreachableFromTheService,
  volumeStuck,
  waitingDdlCause,
  webhookDownOrDenying,
]
