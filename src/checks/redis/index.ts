import type { Check } from '../../core/check.ts'
import { blockedClients } from './blocked-clients.ts'
import { clientLimit } from './client-limit.ts'
import { clusterState } from './cluster-state.ts'
import { evictions } from './evictions.ts'
import { fragmentation } from './fragmentation.ts'
import { hitRatio } from './hit-ratio.ts'
import { loading } from './loading.ts'
import { memoryLimit } from './memory-limit.ts'
import { persistenceFailing } from './persistence-failing.ts'
import { refusedWrites } from './refused-writes.ts'
import { refusingCommands } from './refusing-commands.ts'
import { rejectedClients } from './rejected-clients.ts'
import { replicaLink } from './replica-link.ts'
import { replicationGap } from './replication-gap.ts'
import { resyncLoop } from './resync-loop.ts'
import { sentinelMaster } from './sentinel-master.ts'
import { sentinelQuorum } from './sentinel-quorum.ts'
import { slowCommands } from './slow-commands.ts'
import { splitBrain } from './split-brain.ts'

/** Everything usrops knows to find wrong with Redis. */
export const redisChecks: readonly Check[] = [
  refusingCommands,
  loading,
  memoryLimit,
  refusedWrites,
  evictions,
  hitRatio,
  clientLimit,
  rejectedClients,
  blockedClients,
  persistenceFailing,
  replicaLink,
  replicationGap,
  resyncLoop,
  slowCommands,
  clusterState,
  sentinelMaster,
  sentinelQuorum,
  splitBrain,
  fragmentation,
]
