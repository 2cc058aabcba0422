import { type FoundService, isJob, serviceOf } from './found-service.ts'
import type { FoundWorkload } from './found-workload.ts'
import { helmReleaseOf } from './service-owner.ts'

/**
 * The workloads of one namespace as services: by Helm release, else `app.kubernetes.io/part-of`, else `app.kubernetes.io/instance`, else each by itself.
 * A release or platform that holds several applications is several services; a database is always one of its own.
 */
export function groupWorkloads(all: readonly FoundWorkload[]): readonly FoundService[] {
  const uids = new Set(all.map(({ ref }) => ref.uid))
  const top = all.filter(({ owner }) => owner === null || !uids.has(owner.uid))
  const releases = new Set(top.flatMap((each) => helmReleaseOf(each)?.name ?? []))
  const lasting = top.filter((each) => !isJob(each))
  const groups = Map.groupBy(lasting, (each) => keyOf(each, releases))
  const named = [...groups.values()].flatMap((members) => split(members, groupOf(members[0], releases)))
  return distinct(withJobs(named, top.filter(isJob), releases)).map(({ name, members }) => serviceOf(name, members))
}

/** The name of the application by its labels, whatever it is a part of. */
export function applicationOf({ labels, podLabels }: FoundWorkload): string | undefined {
  const names = ['app.kubernetes.io/name', 'app', 'k8s-app']
  return [labels, podLabels].flatMap((each) => names.flatMap((name) => each[name] || []))[0]
}

interface Group {
  readonly kind: 'helm' | 'part-of' | 'instance'
  readonly name: string
}

interface Named {
  readonly name: string
  readonly group: Group | null
  readonly members: readonly FoundWorkload[]
}

function groupOf(workload: FoundWorkload | undefined, releases: ReadonlySet<string>): Group | null {
  if (workload === undefined || workload.database !== null) return null
  const { labels } = workload
  const release = helmReleaseOf(workload)?.name
  if (release !== undefined) return { kind: 'helm', name: release }
  const instance = labels['app.kubernetes.io/instance']
  // Helm annotates what it applies, but not its hooks.
  if (instance !== undefined && releases.has(instance) && labels['app.kubernetes.io/managed-by'] === 'Helm') {
    return { kind: 'helm', name: instance }
  }
  const partOf = labels['app.kubernetes.io/part-of']
  if (partOf) return { kind: 'part-of', name: partOf }
  return instance ? { kind: 'instance', name: instance } : null
}

function keyOf(workload: FoundWorkload, releases: ReadonlySet<string>): string {
  const group = groupOf(workload, releases)
  return group === null ? `by itself ${workload.ref.uid}` : `${group.kind} ${group.name}`
}

/** One service for each application of a group; what is named after the group, or not at all, is the group's own. */
function split(members: readonly FoundWorkload[], group: Group | null): readonly Named[] {
  if (group === null) return members.map((each) => ({ name: each.ref.name, group, members: [each] }))
  const own = (application: string | undefined) =>
    application === undefined || application === group.name || application.startsWith(`${group.name}-`)
  const others = new Set(members.map(applicationOf).filter((application) => !own(application)))
  // A release is named by who installs it: its only application may be called otherwise. A platform is not its application.
  const isOne =
    others.size === 0 ||
    (others.size === 1 && group.kind !== 'part-of' && !members.some((each) => own(applicationOf(each))))
  if (isOne) return [{ name: group.name, group, members }]
  const byName = Map.groupBy(members, (each) => {
    const application = applicationOf(each)
    return application === undefined || own(application) ? group.name : application
  })
  return [...byName].map(([name, each]) => ({ name, group, members: each }))
}

/** Jobs belong to the service of their labels, else to the one whose name theirs begins with, else they are by themselves. */
function withJobs(
  services: readonly Named[],
  jobs: readonly FoundWorkload[],
  releases: ReadonlySet<string>,
): readonly Named[] {
  const placed = jobs.map((job) => ({ job, home: homeOf(job, services, releases) }))
  const joined = services.map((service) => ({
    ...service,
    members: [...service.members, ...placed.flatMap(({ job, home }) => (home === service ? job : []))],
  }))
  const homeless = placed.filter(({ home }) => home === undefined)
  const groups = Map.groupBy(homeless, ({ job }) => groupOf(job, releases)?.name ?? job.ref.name)
  const alone = [...groups].map(([name, each]) => ({ name, group: null, members: each.map(({ job }) => job) }))
  return [...joined, ...alone]
}

function homeOf(job: FoundWorkload, services: readonly Named[], releases: ReadonlySet<string>): Named | undefined {
  const group = groupOf(job, releases)
  const application = applicationOf(job)
  const peers =
    group === null ? [] : services.filter((each) => each.group?.kind === group.kind && each.group.name === group.name)
  const sameName = peers.find(({ name }) => name === application) ?? peers.find(({ name }) => name === group?.name)
  if (sameName !== undefined) return sameName
  if (peers.length === 1) return peers[0]
  const prefixes = (group === null ? services : peers).filter(({ name }) => job.ref.name.startsWith(`${name}-`))
  return prefixes.toSorted((left, right) => right.name.length - left.name.length)[0]
}

/** Two services of one name in one namespace get the names of their first workloads. */
function distinct(services: readonly Named[]): readonly Named[] {
  const byName = Map.groupBy(services, ({ name }) => name)
  return services.map((service) => {
    const same = byName.get(service.name) ?? []
    const [first] = service.members
    if (same.length === 1 || first === undefined || same[0] === service) return service
    const taken = services.some((other) => other !== service && other.name === first.ref.name)
    return { ...service, name: taken ? `${first.ref.name}-${first.ref.kind.toLowerCase()}` : first.ref.name }
  })
}
