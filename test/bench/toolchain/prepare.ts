import { variables } from '../existing-systems.ts'
import { clusterPrograms } from '../kubernetes/programs/cluster-programs.ts'
import { KUBECONFIG_VARIABLE } from '../kubernetes/programs/missing-kubernetes.ts'
import type { Progress } from '../machine/progress.ts'
import { kafkaJars } from './kafka-jars.ts'
import { pgbouncerBinary } from './pgbouncer-binary.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { redisBinary } from './redis-binary.ts'

/** A system whose programs can be fetched. */
export type System = keyof typeof fetchers

const fetchers = {
  postgres: postgresBinaries,
  replica: postgresBinaries,
  pgbouncer: pgbouncerBinary,
  redis: redisBinary,
  kafka: kafkaJars,
  kubernetes: clusterPrograms,
}

export const systems = Object.keys(fetchers).filter((name): name is System => name in fetchers)

const existing = { ...variables, kubernetes: KUBECONFIG_VARIABLE }

/**
 * Fetches the programs of the named systems into the cache, all at once; existing systems given by a variable need none.
 * Fails with MissingToolchain for the first that cannot be had.
 */
export async function prepareToolchain(systems: readonly System[], onProgress: Progress): Promise<void> {
  const needed = systems.filter((system) => !process.env[existing[system]])
  const results = await Promise.allSettled(needed.map((system) => fetchers[system](onProgress)))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}
