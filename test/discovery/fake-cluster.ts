import type { ClusterClient, Kind, ListScope } from '../../src/clients/kubernetes/client.ts'
import type { ClusterSession } from '../../src/clients/kubernetes/session.ts'
import type { EnvironmentSource } from '../../src/config/environment-source.ts'
import { Ground } from '../../src/config/ground.ts'
import type { EnvironmentConfig } from '../../src/config/schema/config.ts'
import { contextsIn } from '../../src/config/scope.ts'
import { CannotAsk } from '../../src/core/facts.ts'
import { chooseServices } from '../../src/discovery/choose-services.ts'
import { distinctNames } from '../../src/discovery/distinct-names.ts'
import { OpenCluster } from '../../src/discovery/open-clusters.ts'
import { partsOnCluster } from '../../src/discovery/parts-on-cluster.ts'
import { Survey } from '../../src/discovery/survey.ts'
import { now } from './objects.ts'

interface Raw {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels?: Readonly<Record<string, string>>
  }
}

export interface FakeWishes {
  readonly objects: readonly object[]
  /** `create pods/portforward`, `list secrets`. */
  readonly forbidden?: readonly string[]
  readonly config?: EnvironmentConfig
  readonly services?: readonly string[]
  readonly namespaces?: readonly string[]
}

const plurals: Readonly<Record<string, string>> = { NetworkPolicy: 'networkpolicies' }

/** What the API server of these objects would answer, for rules that need no real one. */
function clientOf({ objects, forbidden = [] }: FakeWishes, asked: string[]): ClusterClient {
  const raws = objects as readonly Raw[]
  const refuse = (right: string) => {
    asked.push(right)
    if (forbidden.includes(right)) throw new CannotAsk('forbidden', `not allowed to ${right}`, `a Role with ${right}`)
  }
  const of = (resource: string) => raws.filter(({ kind }) => (plurals[kind] ?? `${kind.toLowerCase()}s`) === resource)
  const selected = ({ metadata }: Raw, { namespace, labelSelector = '' }: ListScope) =>
    (namespace ?? metadata.namespace) === metadata.namespace &&
    labelSelector
      .split(',')
      .every((each) => each === '' || metadata.labels?.[each.split('=')[0] ?? ''] === each.split('=')[1])
  return {
    name: 'prod',
    kubectl: ['kubectl', '--context', 'prod'],
    helm: ['helm', '--kube-context', 'prod'],
    list: async <Value>(kind: Kind<Value>, scope: ListScope) => {
      refuse(`list ${kind.resource}`)
      return of(kind.resource)
        .filter((each) => selected(each, scope))
        .map((each) => kind.read(each, now))
    },
    get: async <Value>(kind: Kind<Value>, namespace: string | null, name: string) => {
      refuse(`get ${kind.resource}`)
      const found = of(kind.resource).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
      return found === undefined ? null : kind.read(found, now)
    },
    may: async (verb, _group, resource) => !forbidden.includes(`${verb} ${resource}`),
    serves: async () => false,
    log: async () => '',
    version: async () => 'v1.36.3',
  }
}

/** The environment that is found on such a cluster. */
export async function foundOn(wishes: FakeWishes) {
  const { config = {}, services: wanted = [], namespaces = ['users'] } = wishes
  const asked: string[] = []
  const client = clientOf(wishes, asked)
  const session = {
    access: {
      name: 'prod',
      context: 'prod',
      namespace: 'users',
      kubectl: client.kubectl,
      helm: client.helm,
      server: 'x',
    },
    join: () => ({ client, leave: () => undefined }),
    look: () => client,
  }
  const survey = new Survey(new OpenCluster({}, undefined, session as unknown as ClusterSession), namespaces)
  await survey.begin()
  const source: EnvironmentSource = {
    ...{ name: 'production', config, origin: 'file', source: 'usrops.yaml', folder: '/', checks: {}, notes: [] },
    clusters: [{}],
  }
  const request = { source, wanted, contextOf: contextsIn(source, { env: {}, home: '/' }) }
  const chosen = await chooseServices(request, [survey], [])
  const budget = { milliseconds: 10_000, signal: new AbortController().signal }
  const { parts, notes } = await partsOnCluster(survey, chosen, request, budget)
  const ground = new Ground(distinctNames(parts))
  const { nodes } = ground.topology()
  return {
    asked,
    chosen: chosen.located.map(({ name }) => name),
    notes,
    /** `system name -> names of what it needs`, one line a node. */
    edges: nodes.map(
      ({ target, dependsOn }) => `${target.system} ${target.name} -> ${dependsOn.map(lastOf).join(', ')}`,
    ),
    node: (system: string, name: string) =>
      nodes.find(({ target }) => target.system === system && target.name === name),
    connections: ground.connections(
      parts.map(({ key }) => key),
      {},
    ),
  }
}

function lastOf(key: string): string {
  return `${key.split('/')[0]} ${key.split('/').at(-1)}`
}
