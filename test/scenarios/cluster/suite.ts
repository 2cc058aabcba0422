import type { Suite } from '../suite.ts'
import { clusterScenarios } from './faults/index.ts'
import { clusterVariants } from './healthy/index.ts'
import { makeClusterNoise } from './noise.ts'
import { recovered } from './recovered.ts'
import { clusterSnapshot } from './snapshot.ts'
import { type ClusterStage, startClusterStage } from './stage.ts'

/** The service in containers on a cluster, its systems outside of it. */
export const clusterSuite: Suite<ClusterStage> = {
  name: 'cluster',
  systems: 'a Kubernetes cluster with a user service on it, and PostgreSQL, Redis and Kafka beside it',
  scenarios: clusterScenarios,
  healthyVariants: clusterVariants,
  start: startClusterStage,
  makeNoise: makeClusterNoise,
  recovered,
  snapshot: clusterSnapshot,
}
