import type { ListScope } from '../clients/kubernetes/client.ts'
import { CannotAsk, type Unasked } from '../core/facts.ts'
import type { KubeService } from '../facts/kubernetes/objects/kube-service.ts'
import { pods } from '../facts/kubernetes/objects/pod.ts'
import { ClusterValues } from './cluster-values.ts'
import { type DatabaseKind, databaseOfPort } from './database-image.ts'
import { type FoundService, isJob, serviceOf } from './found-service.ts'
import { type FoundWorkload, ofPod } from './found-workload.ts'
import { groupWorkloads } from './group-workloads.ts'
import { type HostMeaning, isBehind, KubeNames } from './kube-names.ts'
import { type Listed, listStrays, listWorkloads } from './list-workloads.ts'
import type { OpenCluster } from './open-clusters.ts'

/** What is known of one cluster: the services of the namespaces that were looked at, and what names mean there. Grows as others lead further. */
export class Survey {
  readonly cluster: OpenCluster
  readonly values: ClusterValues
  /** Where it was asked to look; empty: everywhere. */
  readonly namespaces: readonly string[]
  readonly #services: FoundService[] = []
  readonly #kubeServices: KubeService[] = []
  readonly #seen = new Map<string, Promise<void>>()
  readonly #gaps: Unasked[] = []
  #names = new KubeNames([])

  constructor(cluster: OpenCluster, namespaces: readonly string[]) {
    this.cluster = cluster
    this.namespaces = namespaces
    this.values = new ClusterValues(cluster)
  }

  get services(): readonly FoundService[] {
    return [...this.#services]
  }

  get names(): KubeNames {
    return this.#names
  }

  /** Kinds that may not be listed. */
  get gaps(): readonly Unasked[] {
    return this.#gaps
  }

  /** Looks where it was asked to. Rejects with CannotAsk where not even that can be listed. */
  async begin(): Promise<void> {
    if (this.namespaces.length === 0) return this.#everywhere()
    const tried = await Promise.allSettled(this.namespaces.map((namespace) => this.#look({ namespace })))
    const failed = tried.find((each) => each.status === 'rejected')
    if (failed !== undefined && tried.every(({ status }) => status === 'rejected')) throw failed.reason
    for (const { reason } of tried.filter((each) => each.status === 'rejected')) {
      if (!(reason instanceof CannotAsk)) throw reason
      this.#gaps.push(reason.unasked)
    }
  }

  /** Looks into one more namespace, because something leads there. Where that is not allowed, it stays unknown. */
  async expand(namespace: string): Promise<void> {
    if (this.namespaces.length === 0) return
    await this.#look({ namespace }).catch((error: unknown) => {
      if (!(error instanceof CannotAsk)) throw error
    })
  }

  /** Adds pods and ReplicaSets that stand by themselves: where nothing else was found. */
  async addStrays(): Promise<void> {
    const scopes = this.namespaces.length === 0 ? [{}] : this.namespaces.map((namespace) => ({ namespace }))
    const strays = (await Promise.all(scopes.map((scope) => listStrays(this.cluster.client, scope)))).flat()
    this.#add(
      strays.filter(({ ref }) =>
        this.#services.every(({ workloads }) => workloads.every((each) => each.ref.uid !== ref.uid)),
      ),
    )
  }

  /** The service that runs what a host means; where only pods by themselves do, they are one. */
  async runnerOf(meaning: HostMeaning): Promise<FoundService | undefined> {
    if (meaning.kind !== 'service') return undefined
    const { service } = meaning
    const known = this.knownRunner(service)
    if (known !== undefined || Object.keys(service.selector).length === 0) return known
    const labelSelector = Object.entries(service.selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',')
    const alone = await this.cluster.client.list(pods, { namespace: service.namespace, labelSelector }).catch(() => [])
    const [first] = alone
    if (first === undefined) return undefined
    const single = { ...ofPod(first), ref: { ...ofPod(first).ref, selector: labelSelector } }
    const found = serviceOf(first.owner?.name ?? service.name, [single])
    this.#services.push(found)
    return found
  }

  knownRunner(service: KubeService): FoundService | undefined {
    return this.#services.find(({ workloads }) => workloads.some((each) => isBehind(service, each)))
  }

  /** The one database of a kind that a service most likely means where its own words are not readable: the only one beside it, or the one that is called after it. */
  onlyDatabase(
    kind: DatabaseKind,
    { namespace, name }: Pick<FoundService, 'namespace' | 'name'>,
  ): FoundService | undefined {
    const kinds: readonly DatabaseKind[] = kind === 'postgres' ? ['postgres', 'pgbouncer'] : [kind]
    const beside = this.#services.filter(
      (each) =>
        each.namespace === namespace && each.name !== name && each.database !== null && kinds.includes(each.database),
    )
    const [first, second] = beside
    if (second === undefined) return first
    const named = beside.filter((each) => each.name.startsWith(`${name}-`))
    return named.length === 1 ? named[0] : undefined
  }

  /** Takes some workloads of a service out of it, as a service of their own. */
  splitOff(service: FoundService, workloads: readonly FoundWorkload[], name: string): FoundService {
    const rest = service.workloads.filter((each) => !workloads.includes(each))
    const own = serviceOf(name, workloads)
    this.#services.splice(this.#services.indexOf(service), 1, own, ...named(service, rest, name))
    return own
  }

  /** The workloads that are meant, out of whatever services, as one service of this name in each namespace. */
  gather(name: string, isMeant: (workload: FoundWorkload) => boolean): readonly FoundService[] {
    const meant = this.#services.flatMap(({ workloads }) => workloads.filter(isMeant))
    if (meant.length === 0) return []
    const rest = this.#services.flatMap((service) => {
      const kept = service.workloads.filter((each) => !meant.includes(each))
      if (kept.length === service.workloads.length) return [service]
      return named(service, kept, name)
    })
    const gathered = [...Map.groupBy(meant, ({ namespace }) => namespace).values()].map((each) => serviceOf(name, each))
    this.#services.splice(0, this.#services.length, ...gathered, ...rest)
    return gathered
  }

  /** Others say that this service is a database, whatever its image is called. */
  mark(service: FoundService, database: DatabaseKind): FoundService {
    if (service.database !== null) return service
    const marked = { ...service, database }
    this.#services.splice(this.#services.indexOf(service), 1, marked)
    return marked
  }

  async #everywhere(): Promise<void> {
    const { client } = this.cluster
    if (await client.may('list', 'apps', 'deployments', {})) return this.#look({})
    // Not everything may be listed at once; perhaps some namespaces one by one.
    const { namespaces } = await import('../facts/cluster/objects/namespace.ts')
    const names = (await client.list(namespaces, {})).map(({ name }) => name)
    const allowed = await Promise.all(
      names.map((namespace) => client.may('list', 'apps', 'deployments', { namespace })),
    )
    await Promise.all(names.filter((_name, index) => allowed[index]).map((namespace) => this.#look({ namespace })))
  }

  #look(scope: ListScope): Promise<void> {
    const key = scope.namespace ?? ''
    const known = this.#seen.get(key)
    if (known !== undefined) return known
    const looking = listWorkloads(this.cluster.client, scope).then((listed) => this.#take(listed))
    this.#seen.set(key, looking)
    return looking
  }

  #take({ workloads, services, gaps }: Listed): void {
    this.#gaps.push(...gaps)
    this.#kubeServices.push(...services)
    this.#names = new KubeNames(this.#kubeServices)
    this.#add(workloads.map((each) => withPorts(each, services)))
  }

  #add(workloads: readonly FoundWorkload[]): void {
    const byNamespace = Map.groupBy(workloads, ({ namespace }) => namespace)
    for (const each of byNamespace.values()) this.#services.push(...groupWorkloads(each))
  }
}

/** An image of a name that nobody knows may still be a database: the ports in front of it tell. */
function withPorts(workload: FoundWorkload, services: readonly KubeService[]): FoundWorkload {
  if (workload.database !== null || isJob(workload)) return workload
  const front = services.filter((each) => isBehind(each, workload)).flatMap(({ ports }) => ports)
  const known = front.flatMap(({ port }) => databaseOfPort(port) ?? [])
  return known.length === 0 || known.length < front.length ? workload : { ...workload, database: known[0] ?? null }
}

/** What is left of a service, under its name unless that is taken. */
function named(service: FoundService, rest: readonly FoundWorkload[], taken: string): readonly FoundService[] {
  const [first] = rest
  if (first === undefined) return []
  return [serviceOf(service.name === taken ? first.ref.name : service.name, rest)]
}
