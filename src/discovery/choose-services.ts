import { unknownService } from '../config/chosen-services.ts'
import type { DiscoveryRequest } from '../config/discovered.ts'
import type { ServiceConfig } from '../config/schema/service.ts'
import { OperatorError } from '../core/errors.ts'
import type { Unasked } from '../core/facts.ts'
import { namespacesWith, namespacesWithWorkloads } from './list-workloads.ts'
import { type Located, locatedAt } from './located.ts'
import { assembled, carvedOut, servicesNamed } from './match-services.ts'
import type { ClosedCluster } from './open-clusters.ts'
import type { Survey } from './survey.ts'

/** What a command works on, before it is known what that needs. */
export interface Chosen {
  readonly located: readonly Located[]
  /** Services of the file that are on no cluster. */
  readonly plain: readonly string[]
  readonly absent: readonly AbsentService[]
}

/** A service that was meant and that nobody can see now. */
export interface AbsentService {
  readonly name: string
  readonly cluster: string
  readonly namespace: string | undefined
  readonly unasked: Unasked
}

/** The services that were named; else those of the file; else all that were found. Throws OperatorError `usage` for a name that nothing has. */
export async function chooseServices(
  { source, wanted }: DiscoveryRequest,
  surveys: readonly Survey[],
  closed: readonly ClosedCluster[],
): Promise<Chosen> {
  const configured = Object.entries(source.config.services ?? {}).map(([name, config]) =>
    ofFile(name, config, surveys, closed),
  )
  if (wanted.length > 0) return byName(wanted, configured, surveys, closed)
  const narrowed = source.clusters.some((each) => each.narrowed)
  const ofConfiguration: Chosen = {
    located: configured.flatMap(({ located }) => located),
    plain: narrowed ? [] : configured.flatMap(({ plain }) => plain),
    absent: narrowed ? [] : configured.flatMap(({ absent }) => absent),
  }
  if (Object.values(ofConfiguration).some((each) => each.length > 0)) return ofConfiguration
  const found = await everything(surveys)
  if (found.length === 0 && closed.length === 0) throw await nothingThere(surveys)
  return { located: found, plain: [], absent: [] }
}

type Configured = Chosen & { readonly name: string }

/** Where an entry of the file is: on the clusters that have it, or on none. */
function ofFile(
  name: string,
  config: ServiceConfig,
  surveys: readonly Survey[],
  closed: readonly ClosedCluster[],
): Configured {
  const { cluster, namespace, workloads } = config
  const meant = surveys.filter((survey) => cluster === undefined || survey.cluster.name === cluster)
  const located = meant.flatMap((survey) => {
    const found =
      workloads !== undefined
        ? assembled(name, workloads, namespace, survey)
        : orElse(servicesNamed(namespace === undefined ? name : `${namespace}/${name}`, survey), () =>
            carvedOut(namespace === undefined ? name : `${namespace}/${name}`, survey),
          )
    return found.map((each) => locatedAt(survey, each, config))
  })
  if (located.length > 0) return { name, located, plain: [], absent: [] }
  const isPlaced = cluster !== undefined || namespace !== undefined || workloads !== undefined
  if (!isPlaced) return { name, located, plain: [name], absent: [] }
  const shut = closed.find((each) => cluster === undefined || each.name === cluster)
  const where = `${namespace === undefined ? '' : ` in namespace ${namespace}`} of cluster ${cluster ?? meant[0]?.cluster.name ?? ''}`
  const missing: Unasked = {
    kind: 'failed',
    reason: `${workloads?.join(', ') ?? name} was not found${where}`,
    grant: `correct cluster, namespace or workloads of ${name} in usrops.yaml`,
  }
  const at = cluster ?? shut?.name ?? meant[0]?.cluster.name ?? ''
  return { name, located, plain: [], absent: [{ name, cluster: at, namespace, unasked: shut?.unasked ?? missing }] }
}

async function byName(
  wanted: readonly string[],
  configured: readonly Configured[],
  surveys: readonly Survey[],
  closed: readonly ClosedCluster[],
): Promise<Chosen> {
  const chosen = await Promise.all(
    [...new Set(wanted)].map(async (name): Promise<Chosen> => {
      const own = configured.find((each) => each.name === name)
      if (own !== undefined && (own.plain.length === 0 || closed.length === 0)) return own
      const found = await search(name, surveys)
      const located = found.map((each) => configuredAt(each, configured))
      if (located.length > 0) return { located, plain: [], absent: [] }
      if (own !== undefined) return own
      const [shut] = closed
      if (shut === undefined) throw await unknown(name, configured, surveys)
      return {
        located,
        plain: [],
        absent: [{ name, cluster: shut.name, namespace: shut.namespace, unasked: shut.unasked }],
      }
    }),
  )
  return {
    located: chosen.flatMap(({ located }) => located),
    plain: chosen.flatMap(({ plain }) => plain),
    absent: chosen.flatMap(({ absent }) => absent),
  }
}

function configuredAt(found: Located, configured: readonly Configured[]): Located {
  const all = configured.flatMap(({ located }) => located)
  return (
    all.find(
      ({ survey, namespace, name }) => survey === found.survey && namespace === found.namespace && name === found.name,
    ) ?? found
  )
}

async function search(name: string, surveys: readonly Survey[]): Promise<readonly Located[]> {
  const look = (find: (name: string, survey: Survey) => ReturnType<typeof servicesNamed>) =>
    surveys.flatMap((survey) => find(name, survey).map((each) => locatedAt(survey, each)))
  const found = orElse(look(servicesNamed), () => look(carvedOut))
  if (found.length > 0) return found
  await Promise.all(surveys.map((survey) => survey.addStrays()))
  return orElse(look(servicesNamed), () => look(carvedOut))
}

/** Jobs that ended long ago are not what anybody waits for. */
async function everything(surveys: readonly Survey[]): Promise<readonly Located[]> {
  const all = () =>
    surveys.flatMap((survey) =>
      survey.services
        .filter(({ workloads }) => workloads.some(({ isOver }) => !isOver))
        .map((service) => locatedAt(survey, service)),
    )
  const found = all()
  if (found.length > 0) return found
  await Promise.all(surveys.map((survey) => survey.addStrays()))
  return all()
}

async function unknown(
  name: string,
  configured: readonly Configured[],
  surveys: readonly Survey[],
): Promise<OperatorError> {
  const known = new Set([
    ...configured.map((each) => each.name),
    ...surveys.flatMap((survey) => survey.services.map((each) => each.name)),
  ])
  const elsewhere = await Promise.all(
    surveys.map(({ cluster }) => namespacesWith(cluster.client, name).catch(() => [])),
  )
  const [namespace] = elsewhere.flat()
  const error = unknownService(name, [...known], ` in ${surveys.map(placeOf).join(', ')}`)
  if (namespace === undefined) return error
  return new OperatorError(`${error.message}; namespace ${elsewhere.flat().join(', ')} has a workload of that name`, {
    hint: `usrops diagnose ${name} -n ${namespace}`,
    exit: 'usage',
  })
}

/** An empty place is rarely the one that was meant: says where workloads are. */
async function nothingThere(surveys: readonly Survey[]): Promise<OperatorError> {
  const counts = await Promise.all(
    surveys.map(({ cluster }) => namespacesWithWorkloads(cluster.client).catch(() => new Map<string, number>())),
  )
  const best = counts.flatMap((each) => [...each]).toSorted((left, right) => right[1] - left[1])
  const [first] = best
  const places = surveys.map(placeOf).join(', ')
  const elsewhere = best.slice(0, 8).map(([namespace, count]) => `${namespace} (${count})`)
  return new OperatorError(
    `there are no workloads in ${places}${elsewhere.length === 0 ? '' : `; there are in ${elsewhere.join(', ')}`}`,
    {
      hint: first === undefined ? 'name a namespace with -n, or all with -A' : `usrops diagnose -n ${first[0]}`,
      exit: 'usage',
    },
  )
}

function placeOf({ cluster, namespaces }: Survey): string {
  const where = namespaces.length === 0 ? 'any namespace' : `namespace ${namespaces.join(', ')}`
  return `${where} of ${cluster.name}`
}

function orElse<Value>(first: readonly Value[], second: () => readonly Value[]): readonly Value[] {
  return first.length > 0 ? first : second()
}
