import type { ClusterScenario } from '../scenario.ts'
import { badRollout, initContainerFails, missingVariable, neverReady } from './bad-rollouts.ts'
import { configChanged, deletedSecret, missingKey, missingSecret } from './configuration.ts'
import { imageMissing, noPullRight, registryLimit } from './images.ts'
import { cronJobFails, helmStuck, hookFailed, migrationFailed } from './jobs.ts'
import {
  ingressWithoutTargets,
  namesUnknown,
  networkPolicyDenies,
  nodeLost,
  portMismatch,
  selectorMatchesNothing,
} from './network.ts'
import { otherBadRollout, otherRefused } from './other-application.ts'
import { clusterFull, noNodeFits, podSecurity, quotaExhausted, webhookDenying, webhookDown } from './placement.ts'
import { livenessKills, readinessProbeWrong } from './probes.ts'
import { autoscalerAtMaximum, cpuStarved, outOfMemory, sidecarOutOfMemory } from './resources.ts'
import {
  consumersGone,
  databaseDown,
  databaseRefusesPassword,
  lockBlocker,
  poisonPill,
  redisDown,
  scaledToZero,
  secretRotated,
  tooManyReplicas,
} from './systems.ts'
import { claimPending, secretNotMounted } from './volumes.ts'

/** Every fault on a cluster, in the order in which they are run; those that look alike stand side by side. */
export const clusterScenarios: readonly ClusterScenario[] = [
  ...[badRollout, neverReady, missingVariable, initContainerFails, livenessKills, readinessProbeWrong],
  ...[imageMissing, noPullRight, registryLimit],
  ...[missingSecret, missingKey, deletedSecret, configChanged, claimPending, secretNotMounted],
  ...[quotaExhausted, clusterFull, noNodeFits, webhookDown, webhookDenying, podSecurity],
  ...[hookFailed, migrationFailed, cronJobFails, helmStuck],
  ...[selectorMatchesNothing, portMismatch, scaledToZero, ingressWithoutTargets],
  ...[databaseDown, databaseRefusesPassword, secretRotated, networkPolicyDenies, namesUnknown, redisDown],
  ...[lockBlocker, tooManyReplicas, consumersGone, poisonPill],
  ...[otherBadRollout, otherRefused],
  ...[outOfMemory, sidecarOutOfMemory, cpuStarved, autoscalerAtMaximum, nodeLost],
]
