import type { Mistake } from './issue-lines.ts'
import { suggestion } from './nearest-name.ts'
import type { ClusterConfig } from './schema/cluster.ts'
import type { Config, EnvironmentConfig } from './schema/config.ts'
import type { ServiceConfig } from './schema/service.ts'

/** Names that should be those of something else in the file, and are not. */
export function unknownReferences({ defaultEnvironment, environments }: Config): Mistake[] {
  const names = Object.keys(environments)
  const wrongDefault =
    defaultEnvironment === undefined || names.includes(defaultEnvironment)
      ? []
      : [
          {
            path: ['defaultEnvironment'],
            words: `is no environment of this file, ${suggestion(defaultEnvironment, names)}`,
          },
        ]
  return [...wrongDefault, ...names.flatMap((name) => unknownInEnvironment(environments[name] ?? {}, name))]
}

function unknownInEnvironment(environment: EnvironmentConfig, name: string): Mistake[] {
  const { services = {}, clusters } = environment
  const path = ['environments', name]
  return Object.entries(services).flatMap(([service, config]) => [
    // Where clusters are, services are found that the file does not name.
    ...(clusters === undefined ? unknownServices(config, Object.keys(services), [...path, 'services', service]) : []),
    ...misplaced(config, clusters, [...path, 'services', service]),
  ])
}

function unknownServices({ dependsOn = [] }: ServiceConfig, known: readonly string[], path: readonly string[]) {
  return dependsOn.flatMap((needed, index) =>
    known.includes(needed)
      ? []
      : [
          {
            path: [...path, 'dependsOn', index],
            words: `is no service of this environment, ${suggestion(needed, known)}`,
          },
        ],
  )
}

/** A place on a cluster that this environment does not have. */
function misplaced(
  service: ServiceConfig,
  clusters: readonly ClusterConfig[] | undefined,
  path: readonly string[],
): Mistake[] {
  if (clusters === undefined) {
    const placed = (['cluster', 'namespace', 'workloads'] as const).filter((key) => service[key] !== undefined)
    return placed.map((key) => ({ path: [...path, key], words: 'needs clusters in this environment, which has none' }))
  }
  const known = clusters.flatMap(({ name, context }) => name ?? context ?? [])
  const { cluster } = service
  if (cluster === undefined || known.includes(cluster)) return []
  return [{ path: [...path, 'cluster'], words: `is no cluster of this environment, ${suggestion(cluster, known)}` }]
}
