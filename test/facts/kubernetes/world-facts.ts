import type { ServiceInCluster } from '../../../src/clients/kubernetes/client.ts'
import { CannotAsk, type FactsDefinition, type Observation, type ValueOf } from '../../../src/core/facts.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'
import type { Target } from '../../../src/core/target.ts'
import { clusterFacts } from '../../../src/facts/cluster/index.ts'
import { helmFacts } from '../../../src/facts/helm/index.ts'
import { kubernetesFacts } from '../../../src/facts/kubernetes/index.ts'
import { clusterOf, recording, serviceOf, type World } from './recording.ts'

/** Services, policies, quotas, autoscalers and releases, most of them broken on purpose; a cluster of one node. */
export const broken = recording('network-namespaces')

export const clusterTarget: Target = { system: 'cluster', cluster: 'test', kind: 'cluster', name: 'test' }

const budget = { signal: AbortSignal.timeout(600_000), milliseconds: 600_000 }

/** Facts of one service; `more` as discovery found it. */
export function seen<Definition extends FactsDefinition>(
  definition: Definition,
  world: World,
  namespace: string,
  workload: string,
  more: Partial<ServiceInCluster> = {},
): Promise<ValueOf<Definition>> {
  return definition.collect(serviceOf(world, namespace, workload, more), budget) as Promise<ValueOf<Definition>>
}

export interface OneService {
  readonly namespace: string
  readonly workload: string
  readonly more?: Partial<ServiceInCluster>
}

export function targetOf({ namespace, workload }: OneService): Target {
  const name = workload.split('/')[1] ?? ''
  return { system: 'service', cluster: 'test', namespace, kind: 'service', name }
}

/** One look at the cluster and at one service on it. */
export async function lookAt(world: World, service: OneService): Promise<Look> {
  const client = serviceOf(world, service.namespace, service.workload, service.more)
  const target = targetOf(service)
  const instances = [
    instance('cluster', clusterTarget, await observe(clusterFacts, clusterOf(world), world.at)),
    instance('kubernetes', target, await observe(kubernetesFacts, client, world.at)),
    ...(client.helmRelease === null ? [] : [instance('helm', target, await observe(helmFacts, client, world.at))]),
  ]
  return { at: world.at, instances }
}

function instance(system: string, target: Target, observations: InstanceFacts['observations']): InstanceFacts {
  return { system, target, vantage: 'cluster', identity: 'test', observations }
}

async function observe(facts: readonly FactsDefinition[], client: unknown, at: number) {
  const entries = facts.map(async (definition): Promise<[string, Observation]> => {
    try {
      return [definition.id, { at, value: await definition.collect(client, budget) }]
    } catch (error) {
      if (error instanceof CannotAsk) return [definition.id, { at, unasked: error.unasked }]
      throw error
    }
  })
  return Object.fromEntries(await Promise.all(entries))
}
