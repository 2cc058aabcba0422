import type { Context } from '../config/context.ts'
import type { Part } from '../config/part.ts'
import type { Unasked } from '../core/facts.ts'
import { type DependencyGround, dependencyParts } from './dependency-parts.ts'
import type { FoundService } from './found-service.ts'
import { databaseHandles } from './handles.ts'
import type { HostMeaning } from './kube-names.ts'
import { foundAt, locatedAt, locatedKey } from './located.ts'
import { type Family, placed } from './place-parts.ts'
import type { Reached } from './reach-services.ts'
import { servicePart } from './service-part.ts'
import type { WaysIn } from './ways-in.ts'

export interface PartsGround {
  readonly context: Context
  readonly ways: WaysIn
  readonly withLogins: boolean
  /** Why the history of the releases in a namespace cannot be read; undefined where it can. */
  readonly noHistory: Unasked | undefined
  /** Keys of the services that its entry says it needs. */
  readonly dependsOn: readonly string[]
}

/** A service in scope and what it needs, as parts of the environment. */
export async function partsOf(
  { at, containers, configured, calls }: Reached,
  parts: PartsGround,
): Promise<{ readonly parts: readonly Part[]; readonly notes: readonly string[] }> {
  const { survey, config } = at
  const { cluster, names, values } = survey
  const service = foundAt(at)
  if (service === undefined) return { parts: [], notes: [] }
  const { context, ways, withLogins, noHistory } = parts
  const ground: DependencyGround = {
    cluster: cluster.name,
    ...{ service, context, names, ways, values, withLogins },
    serviceAt: (meaning) => runnerAt(meaning, at.survey, service),
    assumedAt: (system) => {
      const runner = survey.onlyDatabase(system, service)
      return runner && { key: locatedKey(locatedAt(survey, runner)), service: runner }
    },
    handlesOf: (runner, database) => databaseHandles(runner, cluster, database),
  }
  const own = placed(configured, ground, { inPod: false, isWritten: true })
  const except = new Set<Family>(
    (['postgres', 'redis', 'kafka'] as const).filter((family) => config[family] !== undefined),
  )
  const found = await Promise.all(
    containers.map(({ workload, dependencies }) => dependencyParts(dependencies, workload, except, ground)),
  )
  const needed = [...own.parts, ...found.flatMap((each) => each.parts)]
  const main = servicePart(service, {
    ...{ cluster, names, ways, context, config, noHistory },
    dependsOn: [...new Set([...own.uses, ...found.flatMap(({ uses }) => uses), ...calls, ...parts.dependsOn])],
    needs: [...new Set(needed.flatMap(({ addresses }) => addresses))],
  })
  return { parts: [main, ...needed], notes: found.flatMap(({ notes }) => notes) }
}

function runnerAt(
  meaning: HostMeaning,
  survey: Reached['at']['survey'],
  consumer: FoundService,
): ReturnType<DependencyGround['serviceAt']> {
  const service = meaning.kind === 'service' ? survey.knownRunner(meaning.service) : undefined
  if (service === undefined || (service.name === consumer.name && service.namespace === consumer.namespace))
    return undefined
  return { key: locatedKey(locatedAt(survey, service)), service }
}
