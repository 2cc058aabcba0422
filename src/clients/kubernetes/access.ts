import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { OperatorError } from '../../core/errors.ts'
import { flagAt, type JsonRecord, textAt } from '../../core/json.ts'
import { closestName } from './closest-name.ts'
import { type Entry, type Kubeconfig, readKubeconfig } from './kubeconfig.ts'
import { proxyOf } from './proxy.ts'
import { serviceAccountAccess } from './service-account.ts'
import type { ClusterSettings, ProcessEnvironment } from './settings.ts'

/** How one cluster is reached, and as whom. In memory only: it leads to credentials. */
export interface Access {
  readonly name: string
  /** Null inside a pod, where no kubeconfig is. */
  readonly context: string | null
  readonly server: URL
  /** Of the context: what kubectl takes without `-n`. */
  readonly namespace: string
  readonly verify: boolean
  /** PEM; null: the authorities of the system. */
  readonly ca: string | null
  /** The name to send and to verify, where it differs from the host. */
  readonly serverName: string | null
  readonly proxy: URL | null
  readonly compress: boolean
  readonly user: User
  /** What a login program is told of the cluster, when it asks for that. */
  readonly execInfo: JsonRecord | null
  readonly kubectl: readonly string[]
  readonly helm: readonly string[]
}

export interface User extends Entry {
  readonly name: string
}

/** Which cluster is meant and how it is reached. Reads files and connects to nothing; rejects with OperatorError that says what to type. */
export async function findAccess(settings: ClusterSettings, environment: ProcessEnvironment): Promise<Access> {
  const kubeconfig = await readKubeconfig(settings, environment)
  if (kubeconfig !== null && kubeconfig.contexts.size > 0) return accessOf(kubeconfig, settings, environment)
  const inside = settings.context === undefined ? serviceAccountAccess(settings, environment) : null
  if (inside !== null) return inside
  throw new OperatorError(`no cluster is known: ${whyNone(kubeconfig, environment)}`, {
    hint: 'point KUBECONFIG to a kubeconfig, and check it with: kubectl config get-contexts',
  })
}

function whyNone(kubeconfig: Kubeconfig | null, { KUBECONFIG }: ProcessEnvironment): string {
  if (kubeconfig !== null) return `${kubeconfig.files.join(', ')} names no context`
  return KUBECONFIG ? `KUBECONFIG names no file that exists: ${KUBECONFIG}` : 'there is no ~/.kube/config'
}

/** The access of the context that was named, or of the current one. */
function accessOf(kubeconfig: Kubeconfig, settings: ClusterSettings, environment: ProcessEnvironment): Access {
  const context = chosenContext(kubeconfig, settings.context)
  const { fields } = needed(kubeconfig, 'contexts', context, `there is no context ${context}`)
  const clusterName = textAt(fields, 'cluster') ?? ''
  const userName = textAt(fields, 'user') ?? ''
  const missing = (kind: string, name: string) => `the context ${context} names the ${kind} ${name}, which is nowhere`
  const cluster = needed(kubeconfig, 'clusters', clusterName, missing('cluster', clusterName))
  const user = userName === '' ? emptyUser : needed(kubeconfig, 'users', userName, missing('user', userName))
  const server = serverOf(cluster, clusterName)
  const file = settings.kubeconfig === undefined ? [] : ['--kubeconfig', settings.kubeconfig]
  return {
    name: settings.name ?? context,
    context,
    server,
    namespace: textAt(fields, 'namespace') || 'default',
    verify: !flagAt(cluster.fields, 'insecure-skip-tls-verify'),
    ca: pemOf(cluster, 'certificate-authority'),
    serverName: textAt(cluster.fields, 'tls-server-name') || null,
    proxy: proxyOf(textAt(cluster.fields, 'proxy-url'), server, environment),
    compress: !flagAt(cluster.fields, 'disable-compression'),
    user: { ...user, name: userName },
    execInfo: cluster.fields,
    kubectl: ['kubectl', ...file, '--context', context],
    helm: ['helm', ...file, '--kube-context', context],
  }
}

const emptyUser: Entry = { fields: {}, folder: '' }

function chosenContext({ current, contexts, files }: Kubeconfig, wanted: string | undefined): string {
  const chosen = wanted ?? current
  if (chosen !== null) return chosen
  const [only, ...others] = contexts.keys()
  if (only !== undefined && others.length === 0) return only
  throw new OperatorError(`no context is named, and ${files.join(', ')} has no current one`, {
    hint: `name one: ${listed([...contexts.keys()])}`,
  })
}

function needed(kubeconfig: Kubeconfig, list: 'contexts' | 'clusters' | 'users', name: string, state: string): Entry {
  const found = kubeconfig[list].get(name)
  if (found !== undefined) return found
  const names = [...kubeconfig[list].keys()]
  const closest = closestName(name, names)
  throw new OperatorError(closest === undefined ? state : `${state}: did you mean ${closest}?`, {
    hint: `${list}: ${listed(names)}`,
  })
}

/** More names than these do not help. */
const mostNames = 12

function listed(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, mostNames).join(', ')
  if (names.length === 0) return 'there are none'
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown
}

function serverOf({ fields }: Entry, name: string): URL {
  const text = textAt(fields, 'server') ?? ''
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw new OperatorError(`the cluster ${name} of the kubeconfig has no usable server`, {
    hint: `kubectl config set-cluster ${name} --server=https://HOST:PORT`,
  })
}

/** What stands in the file itself goes before what it refers to, as with kubectl. Null where neither is there. */
export function pemOf({ fields, folder }: Entry, field: string): string | null {
  const data = textAt(fields, `${field}-data`)
  if (data) return Buffer.from(data, 'base64').toString('utf8')
  const path = textAt(fields, field)
  if (!path) return null
  const file = resolve(folder, path)
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new OperatorError(`the kubeconfig refers to the file ${file} (${field}), which cannot be read`, {
      hint: 'kubectl config view',
      cause,
    })
  }
}
