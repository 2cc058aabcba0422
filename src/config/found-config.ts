import type { ClusterInScope, Discovered, FoundEntry, ServiceInScope } from './discovered.ts'

const head = `# What usrops looks at. \`usrops config schema\` prints everything that may stand here.
# Secrets are never written here, only where they are: secret:NAMESPACE/NAME/KEY of the cluster, env:NAME, file:PATH, exec:COMMAND.
# What stands here of a service counts instead of what is found; a Secret that is named here is read when its system is asked.
version: 1
environments:
  # Rename it to what you call it: production, staging, …
  default:
    # protected: true               # changes need a confirmation by name
`

const logins = `    # credentials: application      # use the logins of the workloads, also for what is not named here
`

/** The text of a first usrops.yaml, from what was found on a cluster: references to its Secrets, never what they hold. */
export async function foundConfig({ clusters, services }: Pick<Discovered, 'clusters' | 'services'>): Promise<string> {
  const { stringify } = await import('yaml')
  const places = clusters.map(placeOf)
  const listed = services.filter(({ isDatabase, entry }) => !isDatabase && (entry?.service.workloads ?? []).length > 0)
  const taken = namesOf(listed)
  const counts = Map.groupBy(listed, ({ target }) => target.name)
  const entries = listed.map((service) => {
    const isAmong = (counts.get(service.target.name) ?? []).length > 1 || clusters.length > 1
    return entryText(service, isAmong, clusters, taken, stringify)
  })
  const body = entries.length === 0 ? '' : `    services:\n${entries.join('')}`
  return `${head}${indented(stringify({ clusters: places }), 4)}${logins}${body}`
}

type Stringify = (value: unknown) => string

function placeOf({ name, context, kubeconfig, namespaces, identity }: ClusterInScope): object {
  return {
    ...(name !== context && { name }),
    ...(context !== null && { context }),
    ...(kubeconfig !== null && { kubeconfig }),
    ...(namespaces.length > 0 && { namespaces }),
    ...(identity !== null && { identity }),
  }
}

/** Two services of one name in two namespaces are two entries. */
function entryText(
  { target, owner, entry }: ServiceInScope,
  isAmong: boolean,
  clusters: readonly ClusterInScope[],
  taken: ReadonlySet<string>,
  stringify: Stringify,
): string {
  const { name, namespace = '', cluster = '' } = target
  const many = clusters.some(({ namespaces }) => namespaces.length !== 1)
  const place = { ...(clusters.length > 1 && { cluster }), ...((many || isAmong) && { namespace }) }
  const key = isAmong ? `${name}.${namespace}` : name
  const comments = [...(owner === null ? [] : [owner]), ...(entry?.comments ?? [])]
  const text = stringify({ [key]: { ...place, ...withoutSharedNames(entry, taken) } })
  return `${comments.map((line) => `      # ${line}\n`).join('')}${indented(text, 6)}`
}

/** Names that mean different systems in different services. */
function namesOf(services: readonly ServiceInScope[]): ReadonlySet<string> {
  const seen = new Map<string, string>()
  const shared = new Set<string>()
  for (const { entry } of services) {
    for (const [system, config] of systemsOf(entry)) {
      const text = JSON.stringify(config)
      const key = `${system} ${config.name}`
      if (config.name !== undefined && (seen.get(key) ?? text) !== text) shared.add(key)
      seen.set(key, text)
    }
  }
  return shared
}

function withoutSharedNames(entry: FoundEntry | undefined, shared: ReadonlySet<string>): object {
  const { postgres, redis, kafka, ...rest } = entry?.service ?? {}
  const of = (system: string, config: object | readonly object[] | undefined) => {
    if (config === undefined) return {}
    return {
      [system]: Array.isArray(config)
        ? config.map((each) => unnamed(system, each, shared))
        : unnamed(system, config, shared),
    }
  }
  return { ...rest, ...of('postgres', postgres), ...of('redis', redis), ...of('kafka', kafka) }
}

function unnamed(system: string, config: object, shared: ReadonlySet<string>): object {
  const { name, ...rest } = { name: undefined, ...config }
  return name === undefined || shared.has(`${system} ${name}`) ? rest : { name, ...rest }
}

function systemsOf(entry: FoundEntry | undefined): readonly (readonly [string, { name?: string | undefined }])[] {
  const { postgres, redis, kafka } = entry?.service ?? {}
  const each = (system: string, config: { name?: string | undefined } | { name?: string | undefined }[] | undefined) =>
    (config === undefined ? [] : [config].flat()).map((one) => [system, one] as const)
  return [...each('postgres', postgres), ...each('redis', redis), ...each('kafka', kafka)]
}

function indented(text: string, by: number): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}\n`)
    .join('')
}
