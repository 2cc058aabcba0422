import { describe } from 'vitest'
import { describeOnBench } from '../require-bench.ts'
import { KUBECONFIG_VARIABLE } from './programs/missing-kubernetes.ts'

/** A `describe` for suites about clusters of the bench's own; skipped where one was brought along. */
export async function describeOwnCluster(name: string, body: () => void): Promise<void> {
  if (process.env[KUBECONFIG_VARIABLE]) describe.skip(`${name} (${KUBECONFIG_VARIABLE} is set)`, body)
  else await describeOnBench(['kubernetes', 'postgres'], name, body)
}
