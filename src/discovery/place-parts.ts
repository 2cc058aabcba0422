import { type Address, parseAddress } from '../config/address.ts'
import type { Part } from '../config/part.ts'
import type { Handles } from '../core/topology.ts'
import type { FoundService } from './found-service.ts'
import { type HostMeaning, type KubeNames, serviceForms } from './kube-names.ts'

/** Families of systems that a service of the file may say itself; then what was found of them does not count. */
export type Family = 'postgres' | 'redis' | 'kafka'

/** A service that runs what another one needs. */
interface Runner {
  readonly key: string
  readonly service: FoundService
}

/** Where a service stands, for those who say where the parts of what it needs belong. */
export interface PlaceGround {
  readonly cluster: string
  readonly service: FoundService
  readonly names: KubeNames
  /** The service that runs what a host means, where it was found. */
  serviceAt(meaning: HostMeaning): Runner | undefined
  /** The same for what is not known by a host. */
  assumedAt(system: Family): Runner | undefined
  handlesOf(service: FoundService, database: string | undefined): Handles
}

export interface Described {
  readonly parts: readonly Part[]
  readonly uses: readonly string[]
}

/** The parts where they belong: on the cluster or outside, with all their names, and with the service that runs them. */
export function placed({ parts, uses }: Described, ground: PlaceGround, from: Origin): Described {
  const { names, service } = ground
  const seen = new Map(
    parts.map((part) => {
      const places = from.inPod ? [] : part.addresses.flatMap((text) => parseAddress(text, 0) ?? [])
      const meanings = places.map(({ host }) => names.meaning(host, service.namespace))
      const isOutside = meanings.length > 0 && meanings.every(({ kind }) => kind === 'outside')
      const runners = from.inPod ? [] : runnersOf(part, meanings, ground)
      const key = isOutside ? part.key : `${part.key} on ${ground.cluster}`
      return [part.key, { part, places, runners, meanings, key }] as const
    }),
  )
  const keyOf = (key: string) => seen.get(key)?.key ?? key
  // What listens there is then the pooler; where the database behind it runs, nobody says.
  const hasPooler = parts.some(({ system }) => system === 'pgbouncer')
  return {
    uses: uses.map(keyOf),
    parts: [...seen.values()].map((each) => ({
      ...onCluster(each, hasPooler && each.part.system === 'postgres', from, ground),
      dependsOn: [
        ...each.part.dependsOn.map(keyOf),
        ...(hasPooler && each.part.system === 'postgres' ? [] : each.runners.map(({ key }) => key)),
      ],
    })),
  }
}

/** Where a description comes from. */
interface Origin {
  readonly inPod: boolean
  /** The operator wrote it into the file. */
  readonly isWritten: boolean
}

interface Seen {
  readonly part: Part
  readonly key: string
  readonly places: readonly Address[]
  readonly meanings: readonly HostMeaning[]
  readonly runners: readonly Runner[]
}

function onCluster(seen: Seen, isBehindPooler: boolean, { isWritten }: Origin, ground: PlaceGround): Part {
  const { part, key, places, meanings, runners } = seen
  const { cluster, service, names, handlesOf } = ground
  const [runner] = isBehindPooler ? [] : runners
  const database = part.system === 'postgres' ? /\/([^/]+)$/.exec(part.key)?.[1] : undefined
  const fronts = part.addresses.length > 0 ? [] : names.before(runner?.service.workloads ?? [])
  const forms = [
    ...places.flatMap((place) => names.forms(place, service.namespace)),
    ...fronts.flatMap((front) => front.ports.flatMap(({ port }) => serviceForms(front, port, service.namespace))),
  ]
  const inside = runner === undefined ? {} : handlesOf(runner.service, database)
  // Words of the operator work from here; an address of the cluster does not.
  const works = isWritten && (usesVariable(part) || meanings.every(({ kind }) => kind === 'outside'))
  return {
    ...part,
    key,
    named: isWritten && part.named,
    cluster,
    namespace: runner?.service.namespace ?? service.namespace,
    addresses: [...new Set([...part.addresses, ...forms])],
    handles: works ? part.handles : inside,
  }
}

function usesVariable({ handles }: Part): boolean {
  return handles.client?.some((word) => word.startsWith('$')) ?? false
}

/** What listens at its address; of one that nobody may read, what it most likely is. */
function runnersOf(
  { system, addresses }: Part,
  meanings: readonly HostMeaning[],
  { serviceAt, assumedAt }: PlaceGround,
): readonly Runner[] {
  if (addresses.length > 0) return meanings.flatMap((meaning) => serviceAt(meaning) ?? [])
  const family = (['postgres', 'redis', 'kafka'] as const).find((each) => each === system)
  const runner = family && assumedAt(family)
  return runner === undefined ? [] : [runner]
}
