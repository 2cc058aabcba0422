import type { Discover, Discovered, DiscoveryRequest } from '../config/discovered.ts'
import type { Part } from '../config/part.ts'
import { serviceKey, serviceParts } from '../config/service-parts.ts'
import { OperatorError } from '../core/errors.ts'
import { CannotAsk } from '../core/facts.ts'
import { absentPart } from './absent-part.ts'
import { type Chosen, chooseServices } from './choose-services.ts'
import { clusterKey, clusterPart } from './cluster-part.ts'
import { clusterInScope, serviceInScope } from './describe-found.ts'
import { distinctNames } from './distinct-names.ts'
import { locatedKey } from './located.ts'
import { type ClosedCluster, type Cluster, OpenCluster, openOne } from './open-clusters.ts'
import { partsOnCluster } from './parts-on-cluster.ts'
import { Survey } from './survey.ts'
import { within } from './within.ts'

/** Finding out what there is may take so long, in milliseconds; the look has its own time. */
const discoveryMs = 10_000

export interface DiscoverOptions {
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  readonly signal: AbortSignal
  /** Is handed every cluster that was opened, to be closed at the end of the run. */
  readonly onOpen: (cluster: OpenCluster) => void
}

/** Looks into clusters: what runs there, what it needs, and how it is reached. One that fails does not stop the others. */
export function discoverIn(options: DiscoverOptions): Discover {
  return async (request) => {
    const clusters = await Promise.all(openAll(request, options))
    const looked = await Promise.all(clusters.map((each) => lookInto(each, request, options)))
    const surveys = looked.filter((each) => each instanceof Survey)
    const closed = looked.flatMap((each) => (each instanceof Survey ? [] : [each]))
    const chosen = await chooseServices(request, surveys, closed)
    return describe(request, chosen, surveys, closed, clusters, options)
  }
}

function openAll(
  { source }: DiscoveryRequest,
  { env, home, signal, onOpen }: DiscoverOptions,
): readonly Promise<Cluster>[] {
  const { folder, config, origin } = source
  const how = { env, home, folder, identities: config.identities ?? {}, signal }
  return source.clusters.map(async (wanted): Promise<Cluster> => {
    try {
      const cluster = await openOne(wanted, how)
      if (cluster instanceof OpenCluster) onOpen(cluster)
      return cluster
    } catch (error) {
      // What the command line alone names is a mistake of who typed it; a context of the file may be missing on this machine only.
      if (origin !== 'file' || !(error instanceof OperatorError)) throw error
      const name = wanted.name ?? wanted.context ?? 'kubernetes'
      const unasked = { kind: 'failed', reason: error.message, ...(error.hint && { grant: error.hint }) } as const
      return { wanted, name, pinned: wanted.identity, unasked }
    }
  })
}

async function lookInto(
  cluster: Cluster,
  { source }: DiscoveryRequest,
  { signal }: DiscoverOptions,
): Promise<Survey | ClosedCluster> {
  if (!(cluster instanceof OpenCluster)) return cluster
  const { wanted, name, pinned } = cluster
  const ofFile = Object.values(source.config.services ?? {}).flatMap(({ cluster: on, namespace }) =>
    namespace !== undefined && !wanted.narrowed && (on ?? name) === name ? [namespace] : [],
  )
  const namespaces = wanted.namespaces ?? [cluster.session.access.namespace]
  const survey = new Survey(cluster, wanted.everywhere ? [] : [...new Set([...namespaces, ...ofFile])])
  try {
    await within(discoveryMs, signal, survey.begin(), `looking for services in ${name}`)
    return survey
  } catch (error) {
    if (error instanceof CannotAsk) return { wanted, name, pinned, namespace: namespaces[0], unasked: error.unasked }
    throw error
  }
}

async function describe(
  request: DiscoveryRequest,
  chosen: Chosen,
  surveys: readonly Survey[],
  closed: readonly ClosedCluster[],
  clusters: readonly Cluster[],
  { signal }: DiscoverOptions,
): Promise<Discovered> {
  const { source, contextOf, wanted } = request
  const onClusters = await Promise.all(
    surveys.map((survey) => partsOnCluster(survey, chosen, request, { milliseconds: discoveryMs, signal })),
  )
  const plain = await Promise.all(
    chosen.plain.map((name) => serviceParts(source.config.services?.[name] ?? {}, contextOf(name))),
  )
  const parts: readonly Part[] = [
    ...distinctNames(onClusters.flatMap((each) => each.parts)),
    ...plain.flat(),
    ...chosen.absent.map(absentPart),
    ...clusters.map((cluster) => clusterPart(cluster, closed.find(({ name }) => name === cluster.name)?.unasked)),
  ]
  const absent = chosen.absent.map((each) => absentPart(each).key)
  const services = [...chosen.located.map(locatedKey), ...chosen.plain.map(serviceKey), ...absent]
  // A cluster that nobody could look into is in scope all the same: silence about it would read as health.
  const shut = closed.map(({ name }) => clusterKey(name))
  const gaps = surveys.flatMap((survey) => survey.gaps.map(({ reason }) => reason))
  return {
    parts,
    chosen: services,
    alsoAsked: shut,
    clusters: clusters.map((cluster) => clusterInScope(cluster, surveys, closed)),
    services: surveys.flatMap((survey, index) =>
      survey.services.map((service) => serviceInScope(survey, service, onClusters[index]?.reached ?? [])),
    ),
    notes: [...new Set([...gaps, ...onClusters.flatMap((each) => each.notes)])],
    complete: closed.length === 0 && wanted.length === 0 && source.clusters.every(({ narrowed }) => !narrowed),
  }
}
