import { scenarios } from './faults/index.ts'
import { healthyVariants } from './healthy/index.ts'
import { makeNoise } from './noise.ts'
import { recovered } from './recovered.ts'
import { snapshot } from './snapshot.ts'
import { type Stage, startStage } from './stage.ts'
import type { Suite } from './suite.ts'

/** The service as a process, and its systems. */
export const firstSuite: Suite<Stage> = {
  name: 'systems',
  systems: 'PostgreSQL with a replica, PgBouncer, Redis, Kafka and a user service',
  scenarios,
  healthyVariants,
  start: startStage,
  makeNoise,
  recovered,
  snapshot,
}
