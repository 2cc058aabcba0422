import { kubernetesChecks } from '../../../src/checks/kubernetes/index.ts'
import type { CheckAnswer } from '../../../src/core/check.ts'
import type { Observation } from '../../../src/core/facts.ts'
import { CannotAsk } from '../../../src/core/facts.ts'
import type { InstanceFacts } from '../../../src/core/look.ts'
import type { Target } from '../../../src/core/target.ts'
import { kubernetesFacts } from '../../../src/facts/kubernetes/index.ts'
import { type Forbidden, recordedAt, recordedService } from '../../facts/kubernetes/recorded.ts'

function recordedTarget(namespace: string, name: string): Target {
  return { system: 'service', cluster: 'test', namespace, kind: 'service', name }
}

/** All facts of a recorded service. */
export async function recordedFacts(
  namespace: string,
  workloads: readonly string[],
  forbidden: Forbidden = [],
): Promise<InstanceFacts> {
  const client = recordedService(namespace, workloads, forbidden)
  const budget = { signal: AbortSignal.timeout(10_000), milliseconds: 10_000 }
  const entries = kubernetesFacts.map(async (definition): Promise<[string, Observation]> => {
    try {
      return [definition.id, { at: recordedAt, value: await definition.collect(client, budget) }]
    } catch (error) {
      if (error instanceof CannotAsk) return [definition.id, { at: recordedAt, unasked: error.unasked }]
      throw error
    }
  })
  return {
    ...{
      system: 'kubernetes',
      target: recordedTarget(namespace, client.service),
      vantage: 'cluster',
      identity: 'test',
    },
    observations: Object.fromEntries(await Promise.all(entries)),
  }
}

/** What all checks say of a recorded service. */
export async function recordedAnswers(
  namespace: string,
  workloads: readonly string[],
  forbidden: Forbidden = [],
): Promise<readonly CheckAnswer[]> {
  const facts = await recordedFacts(namespace, workloads, forbidden)
  return kubernetesChecks.map((check) => check.ask(facts, undefined, {}))
}
