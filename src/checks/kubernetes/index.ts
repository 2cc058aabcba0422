import { claimUnbound } from './claim-unbound.ts'
import { configChangedAfterStart } from './config-changed-after-start.ts'
import { configError } from './config-error.ts'
import { cpuAtLimit } from './cpu-at-limit.ts'
import { crashLoop } from './crash-loop.ts'
import { createForbidden } from './create-forbidden.ts'
import { cronJobFailing } from './cronjob-failing.ts'
import { dependencyWithoutEndpoints } from './dependency-without-endpoints.ts'
import { evicted } from './evicted.ts'
import { hpaBlind } from './hpa-blind.ts'
import { hpaFightsReplicas } from './hpa-fights-replicas.ts'
import { hpaMaxed } from './hpa-maxed.ts'
import { imagePull } from './image-pull.ts'
import { ingressWithoutTargets } from './ingress-without-targets.ts'
import { initFailed } from './init-failed.ts'
import { jobFailed } from './job-failed.ts'
import { livenessKills } from './liveness-kills.ts'
import { memoryNearLimit } from './memory-near-limit.ts'
import { missingReference } from './missing-reference.ts'
import { networkPolicyDenies } from './network-policy-denies.ts'
import { newPodsFail } from './new-pods-fail.ts'
import { noReadyPods } from './no-ready-pods.ts'
import { oomKilled } from './oom-killed.ts'
import { pdbBlocks } from './pdb-blocks.ts'
import { portMismatch } from './port-mismatch.ts'
import { probeFailing } from './probe-failing.ts'
import { quotaExhausted } from './quota-exhausted.ts'
import { replicasMissing } from './replicas-missing.ts'
import { restartsClimbing } from './restarts-climbing.ts'
import { rolloutStuck } from './rollout-stuck.ts'
import { sandboxFailed } from './sandbox-failed.ts'
import { scaledToZero } from './scaled-to-zero.ts'
import { selectorMatchesNothing } from './selector-matches-nothing.ts'
import { serviceWithoutEndpoints } from './service-without-endpoints.ts'
import { stuckTerminating } from './stuck-terminating.ts'
import { unschedulable } from './unschedulable.ts'
import { volumeFailed } from './volume-failed.ts'

/** All checks of services on a cluster. */
export const kubernetesChecks = [
  noReadyPods,
  replicasMissing,
  scaledToZero,
  rolloutStuck,
  newPodsFail,
  crashLoop,
  restartsClimbing,
  oomKilled,
  livenessKills,
  probeFailing,
  imagePull,
  configError,
  missingReference,
  configChangedAfterStart,
  initFailed,
  unschedulable,
  createForbidden,
  evicted,
  stuckTerminating,
  sandboxFailed,
  volumeFailed,
  claimUnbound,
  jobFailed,
  cronJobFailing,
  serviceWithoutEndpoints,
  selectorMatchesNothing,
  portMismatch,
  dependencyWithoutEndpoints,
  ingressWithoutTargets,
  networkPolicyDenies,
  hpaMaxed,
  hpaBlind,
  hpaFightsReplicas,
  pdbBlocks,
  quotaExhausted,
  memoryNearLimit,
  cpuAtLimit,
]
