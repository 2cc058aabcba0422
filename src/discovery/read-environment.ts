import { CannotAsk } from '../core/facts.ts'
import type { Secret } from '../core/secret.ts'
import { configMaps } from '../facts/kubernetes/objects/config-map.ts'
import type { ContainerSpec } from '../facts/kubernetes/objects/pod-template.ts'
import type { ClusterValues } from './cluster-values.ts'
import { databaseOfImage } from './database-image.ts'
import type { Dependencies, EnvironmentObjects } from './environment/dependencies.ts'
import { withMountedSettings } from './environment/mounted-settings.ts'
import { readDependencies } from './environment/read-dependencies.ts'
import { resolveEnvironment } from './environment/resolve-environment.ts'
import type { FoundService } from './found-service.ts'
import type { FoundWorkload } from './found-workload.ts'
import type { OpenCluster } from './open-clusters.ts'

/** What one container of a service needs, by its environment. */
export interface ReadContainer {
  readonly workload: FoundWorkload
  readonly dependencies: Dependencies
}

export interface ReadOptions {
  readonly cluster: OpenCluster
  readonly values: ClusterValues
  /** Whether Secrets that are named may be read. */
  readonly withSecrets: boolean
}

/** More ConfigMaps than this of one namespace are listed at once instead of asked one by one. */
const mostGets = 8

/** Reads what the containers of these services, all of one namespace, are told: environment and ConfigMaps; Secrets only where that was opted in. */
export async function readEnvironments(
  services: readonly FoundService[],
  options: ReadOptions,
): Promise<ReadonlyMap<FoundService, readonly ReadContainer[]>> {
  const all = services.map((service) => ({ service, containers: containersOf(service) }))
  const namespace = services[0]?.namespace ?? ''
  const objects = await objectsFor(
    all.flatMap((each) => each.containers),
    namespace,
    options,
  )
  const read = all.map(async ({ service, containers: own }) => {
    const each = own.map((one) => readContainer(service, one, objects, options.values))
    return [service, await Promise.all(each)] as const
  })
  return new Map(await Promise.all(read))
}

interface ContainerOf {
  readonly workload: FoundWorkload
  readonly container: ContainerSpec
}

async function readContainer(
  { name: service, namespace }: FoundService,
  { workload, container }: ContainerOf,
  objects: EnvironmentObjects,
  values: ClusterValues,
): Promise<ReadContainer> {
  const { kind, name } = workload.ref
  const around = { place: { namespace, kind, workload: name, container: container.name }, objects }
  const variables = resolveEnvironment(container, around)
  const entries = await withMountedSettings(variables, container, workload.template?.volumes ?? [], around)
  values.remember(entries)
  return { workload, dependencies: readDependencies(entries, { service, namespace }) }
}

/** The containers that stay, and those of jobs; what a database is told is not what it needs. */
function containersOf({ workloads, database }: FoundService): readonly ContainerOf[] {
  if (database !== null) return []
  return workloads.flatMap((workload) =>
    (workload.template?.containers ?? [])
      .filter(({ role, image }) => role !== 'init' && databaseOfImage(image) === null)
      .map((container) => ({ workload, container })),
  )
}

async function objectsFor(
  all: readonly ContainerOf[],
  namespace: string,
  options: ReadOptions,
): Promise<EnvironmentObjects> {
  const containers = all.map(({ container }) => container)
  const volumes = all.flatMap(({ workload }) => workload.template?.volumes ?? [])
  const mounted = volumes.flatMap((volume) => (volume.kind === 'config-map' ? volume.object : []))
  const maps = await readConfigMaps([...named(containers, 'config-map'), ...mounted], namespace, options)
  if (!options.withSecrets) return { configMap: (name) => maps.get(name) }
  const secrets = await readSecrets(named(containers, 'secret'), namespace, options)
  return {
    configMap: (name) => maps.get(name),
    secretKeys(name) {
      const data = secrets.get(name)
      return data && [...data.keys()]
    },
    secretValue: (name, key) => secrets.get(name)?.get(key)?.reveal(),
  }
}

function named(containers: readonly ContainerSpec[], kind: 'config-map' | 'secret'): readonly string[] {
  return containers.flatMap(({ env, envFrom }) =>
    [...env, ...envFrom].flatMap((each) => (each.kind === kind && 'object' in each ? each.object : [])),
  )
}

type Data = Readonly<Record<string, string>> | null | undefined

async function readConfigMaps(
  names: readonly string[],
  namespace: string,
  { cluster }: ReadOptions,
): Promise<ReadonlyMap<string, Data>> {
  const wanted = [...new Set(names)]
  const { client } = cluster
  if (wanted.length > mostGets && (await client.may('list', '', 'configmaps', { namespace }))) {
    const listed = await unlessUnasked(client.list(configMaps, { namespace }))
    const byName = new Map(listed?.map(({ name, data }) => [name, data]))
    return new Map(wanted.map((name) => [name, listed === undefined ? undefined : (byName.get(name) ?? null)]))
  }
  const read = wanted.map(async (name): Promise<readonly [string, Data]> => {
    const found = await unlessUnasked(client.get(configMaps, namespace, name))
    return [name, found === null ? null : found?.data]
  })
  return new Map(await Promise.all(read))
}

type Secrets = ReadonlyMap<string, ReadonlyMap<string, Secret> | null | undefined>

async function readSecrets(names: readonly string[], namespace: string, { values }: ReadOptions): Promise<Secrets> {
  const read = [...new Set(names)].map(
    async (name) => [name, await unlessUnasked(values.secret(namespace, name))] as const,
  )
  return new Map(await Promise.all(read))
}

/** What is not read leaves a gap in what a service needs, not in what there is. */
async function unlessUnasked<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof CannotAsk) return undefined
    throw error
  }
}
