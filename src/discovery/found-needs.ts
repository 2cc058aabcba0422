import type { NeedInScope } from '../config/discovered.ts'
import type { Dependencies, Found } from './environment/dependencies.ts'
import { refText } from './found-workload.ts'
import type { Reached } from './reach-services.ts'

/** What the environment of a service's containers names as its dependencies, and which variables say so. Values of secrets are not in it. */
export function foundNeeds({ containers }: Pick<Reached, 'containers'>): readonly NeedInScope[] {
  const all = containers.flatMap(({ workload, dependencies }) =>
    needsIn(dependencies).map((need) => ({ ...need, workload: refText(workload.ref) })),
  )
  // Two containers of one template may be told the same.
  return [...new Map(all.map((need) => [JSON.stringify(need), need])).values()]
}

type Need = Omit<NeedInScope, 'workload'>

function needsIn({ postgres, redis, kafka, upstreams, others, unresolved }: Dependencies): readonly Need[] {
  return [
    ...postgres.map((found) => needOf(found.pooled ? 'pgbouncer' : 'postgres', found)),
    ...redis.map((found) => needOf('redis', found)),
    ...kafka.map((found) => needOf('kafka', found)),
    ...upstreams.map(({ name, host, port, inPod, variable }) => ({
      ...{ system: 'http', name, variables: [variable], inPod, trouble: null },
      host: host === null || port === null ? host : `${host}:${port}`,
    })),
    ...others.map(({ system, name, host, inPod, variables }) => ({
      ...{ system, name, host, variables, inPod, trouble: 'usrops does not examine this kind of system' },
    })),
    ...unresolved.map(({ variables, reason }) => ({
      ...{ system: null, name: null, host: null, variables, inPod: false, trouble: reason },
    })),
  ]
}

function needOf(
  system: string,
  { config, hosts, variables, inPod, assumed }: Found<{ name?: string | undefined }>,
): Need {
  const trouble = assumed ? 'its kind is only assumed from the name of the variable' : null
  return {
    system,
    name: config.name ?? null,
    host: hosts.length === 0 ? null : hosts.join(', '),
    variables,
    inPod,
    trouble,
  }
}
