import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ClusterClient,
  Kind,
  ListScope,
  ServiceInCluster,
  WorkloadRef,
} from '../../../src/clients/kubernetes/client.ts'
import { CannotAsk } from '../../../src/core/facts.ts'
import { textAt, textsAt, valueAt } from '../../../src/core/json.ts'
import { selectorText } from '../../../src/facts/kubernetes/objects/selector.ts'

/**
 * Objects as an API server of version 1.36 wrote them about workloads that were broken on purpose, four minutes before: one a line, the first line
 * is the time. Of lists, what nobody reads was left out: managedFields of pods and events, tolerations, the volume of the service account.
 */
const file = join(import.meta.dirname, 'recorded', 'sick-namespaces.jsonl')
const [first, ...objects] = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): unknown => JSON.parse(line))

/** The clock of the server at the recording. */
export const recordedAt = Date.parse(textAt(first, 'now') ?? '')

/** Resources that the operator may not see, as in roles. */
export type Forbidden = readonly string[]

/** A cluster that answers what was recorded. */
function recordedCluster(forbidden: Forbidden = []): ClusterClient {
  const allowed = ({ resource }: Kind<unknown>) => {
    if (forbidden.includes(resource)) throw new CannotAsk('forbidden', `may not list ${resource}`, `list ${resource}`)
  }
  return {
    ...{ name: 'test', kubectl: ['kubectl', '--context', 'test'], helm: ['helm', '--kube-context', 'test'] },
    list: async (kind, scope) => {
      allowed(kind)
      return matching(kind.resource, scope).map((raw) => kind.read(raw, recordedAt))
    },
    get: async (kind, namespace, name) => {
      allowed(kind)
      const scope = namespace === null ? {} : { namespace }
      const raw = matching(kind.resource, scope).find((each) => textAt(each, 'metadata', 'name') === name)
      return raw === undefined ? null : kind.read(raw, recordedAt)
    },
    may: async () => true,
    serves: async () => true,
    log: async () => '',
    version: async () => 'v1.36.3',
  }
}

/** The service that consists of these workloads, `deployment/crash`. */
export function recordedService(
  namespace: string,
  workloads: readonly string[],
  forbidden: Forbidden = [],
): ServiceInCluster {
  const service = workloads[0]?.split('/')[1] ?? ''
  const cluster = recordedCluster(forbidden)
  return {
    cluster,
    namespace,
    service,
    workloads: workloads.map((each) => refOf(namespace, each)),
    helmRelease: 'users',
  }
}

const kinds: Readonly<Record<string, { readonly kind: WorkloadRef['kind']; readonly resource: string }>> = {
  deployment: { kind: 'Deployment', resource: 'deployments' },
  statefulset: { kind: 'StatefulSet', resource: 'statefulsets' },
  daemonset: { kind: 'DaemonSet', resource: 'daemonsets' },
  cronjob: { kind: 'CronJob', resource: 'cronjobs' },
  job: { kind: 'Job', resource: 'jobs' },
}

function refOf(namespace: string, workload: string): WorkloadRef {
  const [word = '', name = ''] = workload.split('/')
  const { kind, resource } = kinds[word] ?? { kind: 'Pod', resource: 'pods' }
  const raw = recorded(resource, namespace, name)
  const selector = selectorText(valueAt(raw, 'spec', 'selector'))
  return { kind, name, uid: textAt(raw, 'metadata', 'uid') ?? '', selector: selector === '' ? null : selector }
}

/** One recorded object. */
export function recorded(resource: string, namespace: string, name: string): unknown {
  const found = matching(resource, { namespace }).find((each) => textAt(each, 'metadata', 'name') === name)
  if (found === undefined) throw new Error(`no ${resource} ${namespace}/${name} was recorded`)
  return found
}

/** Only equalities of labels: nothing else was recorded. */
function matching(resource: string, { namespace, labelSelector = '' }: ListScope): readonly unknown[] {
  const wanted = labelSelector === '' ? [] : labelSelector.split(',').map((each) => each.split('='))
  return objects.filter((each) => {
    const labels = textsAt(each, 'metadata', 'labels')
    return (
      textAt(each, 'resource') === resource &&
      (namespace === undefined || textAt(each, 'metadata', 'namespace') === namespace) &&
      wanted.every(([name = '', value]) => labels[name] === value)
    )
  })
}
