import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { parse } from 'yaml'
import { eventually } from './eventually.ts'

/** As much of an object as is looked at here. */
export interface KubeObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly creationTimestamp?: string
    readonly deletionTimestamp?: string
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[]
  }
  // biome-ignore lint/suspicious/noExplicitAny: objects of every kind, of which a test looks at a member or two
  readonly [member: string]: any
}

/** Paths of collections: `/api/v1` + `/namespaces/NS` + `/pods`. */
export interface Collection {
  readonly group: string
  readonly resource: string
}

const core = (resource: string): Collection => ({ group: '/api/v1', resource })
const named = (group: string, resource: string): Collection => ({ group: `/apis/${group}`, resource })

export const collections = {
  namespaces: core('namespaces'),
  nodes: core('nodes'),
  pods: core('pods'),
  services: core('services'),
  configMaps: core('configmaps'),
  secrets: core('secrets'),
  events: core('events'),
  quotas: core('resourcequotas'),
  limits: core('limitranges'),
  claims: core('persistentvolumeclaims'),
  serviceAccounts: core('serviceaccounts'),
  deployments: named('apps/v1', 'deployments'),
  replicaSets: named('apps/v1', 'replicasets'),
  jobs: named('batch/v1', 'jobs'),
  cronJobs: named('batch/v1', 'cronjobs'),
  autoscalers: named('autoscaling/v2', 'horizontalpodautoscalers'),
  budgets: named('policy/v1', 'poddisruptionbudgets'),
  ingresses: named('networking.k8s.io/v1', 'ingresses'),
  policies: named('networking.k8s.io/v1', 'networkpolicies'),
  slices: named('discovery.k8s.io/v1', 'endpointslices'),
  roles: named('rbac.authorization.k8s.io/v1', 'roles'),
  webhooks: named('admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations'),
  apiServices: named('apiregistration.k8s.io/v1', 'apiservices'),
} as const

/** The hands of the person who breaks things: requests to the API server, without the time that kubectl takes to start. */
export class KubeHand {
  readonly namespace: string
  readonly #url: string
  readonly #agent: Agent
  readonly #token: string

  constructor(kubeconfig: string, namespace: string) {
    const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'))
    const { server, 'certificate-authority-data': ca } = clusters[0].cluster
    const { token, 'client-certificate-data': cert, 'client-key-data': key } = users[0].user
    const bytes = (text?: string) => (text === undefined ? undefined : Buffer.from(text, 'base64'))
    this.namespace = namespace
    this.#url = server
    this.#token = token ?? ''
    this.#agent = new Agent({ keepAlive: true, ca: bytes(ca), cert: bytes(cert), key: bytes(key) })
  }

  /** Undefined where there is no such object. */
  async get(of: Collection, name: string, namespace: string | null = this.namespace): Promise<KubeObject | undefined> {
    const { status, body } = await this.#ask('GET', `${pathOf(of, namespace)}/${name}`)
    return status === 404 ? undefined : read(status, body)
  }

  async list(of: Collection, query = '', namespace: string | null = this.namespace): Promise<readonly KubeObject[]> {
    const { status, body } = await this.#ask('GET', `${pathOf(of, namespace)}${query}`)
    return read(status, body).items
  }

  async create(of: Collection, object: object, namespace: string | null = this.namespace): Promise<void> {
    const { status, body } = await this.#ask('POST', pathOf(of, namespace), object)
    read(status, body)
  }

  /** A strategic merge patch, as kubectl patch sends it; of a part where one is named: `resize`, `scale`, `status`. */
  async patch(
    of: Collection,
    name: string,
    changes: object,
    { namespace = this.namespace, part = '' }: { namespace?: string | null; part?: string } = {},
  ): Promise<void> {
    const path = `${pathOf(of, namespace)}/${name}${part === '' ? '' : `/${part}`}`
    const { status, body } = await this.#ask('PATCH', path, changes, 'application/strategic-merge-patch+json')
    read(status, body)
  }

  /** No error where it is gone already. */
  async delete(of: Collection, name: string, namespace: string | null = this.namespace): Promise<void> {
    const options = { propagationPolicy: 'Background' }
    const { status, body } = await this.#ask('DELETE', `${pathOf(of, namespace)}/${name}`, options)
    if (status !== 404) read(status, body)
  }

  /** One pod of a Deployment is gone at once, without its time of grace. */
  async killOne(deployment: string): Promise<void> {
    const [pod] = await this.podsOf(deployment)
    if (pod) await this.#killPod(pod)
  }

  /** All pods of a Deployment are replaced, at once. */
  async replacePods(deployment: string): Promise<void> {
    await Promise.all((await this.podsOf(deployment)).map((pod) => this.#killPod(pod)))
  }

  /** Pods of a Deployment, those that are going away not among them. */
  async podsOf(deployment: string): Promise<readonly KubeObject[]> {
    const found = await this.get(collections.deployments, deployment)
    const labels = Object.entries(found?.spec.selector.matchLabels ?? {}).map(([name, value]) => `${name}=${value}`)
    const pods = await this.list(collections.pods, `?labelSelector=${encodeURIComponent(labels.join())}`)
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  }

  /** Waits until a container of one of these pods is as it should be. */
  async untilContainer(what: string, deployment: string, is: (status: KubeObject['status']) => boolean): Promise<void> {
    await eventually(what, async () => {
      const pods = await this.podsOf(deployment)
      return pods.some(({ status }) =>
        [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].some(is),
      )
    })
  }

  /** The end of the log of a pod's first container. */
  async log({ metadata, spec }: KubeObject): Promise<string> {
    const container = spec.containers[0].name
    const path = `${pathOf(collections.pods, this.namespace)}/${metadata.name}/log?tailLines=400&container=${container}`
    return (await this.#ask('GET', path)).body
  }

  close(): void {
    this.#agent.destroy()
  }

  async #killPod({ metadata }: KubeObject): Promise<void> {
    const path = `${pathOf(collections.pods, this.namespace)}/${metadata.name}`
    const { status, body } = await this.#ask('DELETE', path, { gracePeriodSeconds: 0 })
    if (status !== 404) read(status, body)
  }

  #ask(method: string, path: string, body?: object, type = 'application/json') {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = {
      'content-type': type,
      // Node.js leaves it out of DELETE.
      'content-length': Buffer.byteLength(text),
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
    }
    const asking = request(new URL(path, this.#url), { method, agent: this.#agent, headers }, async (response) => {
      const chunks = await response.toArray().catch(() => [])
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
    })
    asking.on('error', reject)
    asking.end(text)
    return promise
  }
}

function pathOf({ group, resource }: Collection, namespace: string | null): string {
  return namespace === null ? `${group}/${resource}` : `${group}/namespaces/${namespace}/${resource}`
}

function read(status: number, body: string): KubeObject {
  if (status >= 300) throw new Error(`the API server says ${status}: ${body.slice(0, 500)}`)
  return JSON.parse(body)
}
