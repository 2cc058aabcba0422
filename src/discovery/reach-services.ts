import { parseAddress } from '../config/address.ts'
import type { Context } from '../config/context.ts'
import { type NeededParts, neededParts } from '../config/service-parts.ts'
import type { DatabaseKind } from './database-image.ts'
import type { Dependencies } from './environment/dependencies.ts'
import type { FoundWorkload } from './found-workload.ts'
import { isBehind } from './kube-names.ts'
import { foundAt, type Located, locatedAt, locatedKey } from './located.ts'
import { type ReadContainer, readEnvironments } from './read-environment.ts'
import type { Survey } from './survey.ts'

/** A service in scope with what it needs. */
export interface Reached {
  readonly at: Located
  readonly containers: readonly ReadContainer[]
  /** What its entry in the file names. */
  readonly configured: NeededParts
  /** Keys of the services it calls. */
  readonly calls: readonly string[]
}

export interface ReachOptions {
  readonly withSecrets: boolean
  contextOf(at: Located): Context
}

/** Calls may go in a ring; a chain of more than this is none that one incident follows. */
const mostRounds = 8

/** Everything that these services of one cluster need there, and what that needs in turn. */
export async function reachServices(
  survey: Survey,
  start: readonly Located[],
  options: ReachOptions,
): Promise<readonly Reached[]> {
  const done = new Map<string, Reached>()
  let waiting = start
  for (let round = 0; waiting.length > 0 && round < mostRounds; round += 1) {
    const next = await Promise.all(
      [...Map.groupBy(waiting, ({ namespace }) => namespace).values()].map((each) => readRound(survey, each, options)),
    )
    const read = next.flat()
    for (const { reached } of read) done.set(locatedKey(reached.at), reached)
    const leads = read.flatMap(({ leads }) => leads)
    waiting = [...new Map(leads.map((each) => [locatedKey(each), each])).values()].filter(
      (each) => !done.has(locatedKey(each)),
    )
  }
  return [...done.values()]
}

interface Read {
  readonly reached: Reached
  /** Services that it needs. */
  readonly leads: readonly Located[]
}

async function readRound(survey: Survey, all: readonly Located[], options: ReachOptions): Promise<readonly Read[]> {
  const known = all.flatMap((at) => {
    const service = foundAt(at)
    return service === undefined ? [] : [{ at, service }]
  })
  const { cluster, values } = survey
  const environments = await readEnvironments(
    known.map(({ service }) => service),
    { cluster, values, withSecrets: options.withSecrets },
  )
  const read: Read[] = []
  // One after another: what one leads to may change what the other is made of.
  for (const { at, service } of known) read.push(await follow(survey, at, environments.get(service) ?? [], options))
  return read
}

async function follow(
  survey: Survey,
  at: Located,
  containers: readonly ReadContainer[],
  options: ReachOptions,
): Promise<Read> {
  const configured = await neededParts(at.config, options.contextOf(at))
  const places = configured.parts.flatMap(({ system, addresses }) =>
    addresses.flatMap((text) => {
      const host = parseAddress(text, 0)?.host
      return host === undefined ? [] : [{ host, database: familyOf(system), from: undefined }]
    }),
  )
  const hosts: readonly Lead[] = [...places, ...containers.flatMap(leadsOf)]
  const leads = [...named(survey, at)]
  const calls = new Set<string>()
  for (const lead of hosts) {
    const runner = lead.host === null ? assumed(survey, at, lead.database) : await runnerOf(survey, at, lead.host, lead)
    if (runner === undefined || locatedKey(runner) === locatedKey(at)) continue
    leads.push(runner)
    if (lead.database === null) calls.add(locatedKey(runner))
  }
  return { reached: { at, containers, configured, calls: [...calls] }, leads }
}

/** What its entry in the file says that it needs, whatever its environment says. */
function named(survey: Survey, { config, namespace }: Located): readonly Located[] {
  return (config.dependsOn ?? []).flatMap((name) => {
    const found = survey.services.filter((each) => each.name === name)
    const near = found.find((each) => each.namespace === namespace) ?? found[0]
    return near === undefined ? [] : [locatedAt(survey, near)]
  })
}

/** A host that a service needs. */
interface Lead {
  /** Null where it stands in a Secret that is not read. */
  readonly host: string | null
  /** What it must be; null for a service that is called, and for what usrops does not examine. */
  readonly database: DatabaseKind | null
  /** Whose environment names it. */
  readonly from: FoundWorkload | undefined
}

function leadsOf({ workload, dependencies }: ReadContainer): readonly Lead[] {
  const { postgres, redis, kafka, upstreams, others } = dependencies
  const of = (found: Dependencies['postgres' | 'redis' | 'kafka'], database: DatabaseKind) =>
    found
      .filter(({ inPod }) => !inPod)
      .flatMap(({ hosts }) => (hosts.length > 0 ? hosts : [null]).map((host) => ({ host, database, from: workload })))
  const called = [...upstreams, ...others].filter(({ inPod }) => !inPod)
  return [
    ...of(postgres, 'postgres'),
    ...of(redis, 'redis'),
    ...of(kafka, 'kafka'),
    ...called.flatMap(({ host }) => (host === null ? [] : [{ host, database: null, from: workload }])),
  ]
}

function familyOf(system: string): DatabaseKind | null {
  return (['postgres', 'pgbouncer', 'redis', 'kafka'] as const).find((each) => each === system) ?? null
}

function assumed(survey: Survey, at: Located, database: DatabaseKind | null): Located | undefined {
  const found = database === null ? undefined : survey.onlyDatabase(database, at)
  return found && locatedAt(survey, found)
}

/** The service that runs what is needed. A database inside the very service that needs it becomes one of its own: it can be down without it. */
async function runnerOf(
  survey: Survey,
  at: Located,
  host: string,
  { database, from }: Lead,
): Promise<Located | undefined> {
  for (const namespace of survey.names.unseenNamespaces(host, at.namespace)) await survey.expand(namespace)
  const meaning = survey.names.meaning(host, at.namespace)
  const runner = await survey.runnerOf(meaning)
  if (runner === undefined || meaning.kind !== 'service') return undefined
  if (database === null) return locatedAt(survey, runner)
  const behind = runner.workloads.filter((each) => isBehind(meaning.service, each))
  const isOwn = runner.namespace === at.namespace && runner.name === at.name
  const [only] = behind
  if (
    isOwn &&
    only !== undefined &&
    behind.length < runner.workloads.length &&
    from !== undefined &&
    !behind.includes(from)
  ) {
    return locatedAt(survey, survey.mark(survey.splitOff(runner, behind, only.ref.name), database))
  }
  return isOwn ? undefined : locatedAt(survey, survey.mark(runner, database))
}
