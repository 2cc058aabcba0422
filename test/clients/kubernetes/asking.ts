import { stringify } from 'yaml'
import type { Kind } from '../../../src/clients/kubernetes/client.ts'
import { type ClusterSession, openCluster } from '../../../src/clients/kubernetes/session.ts'
import type { ClusterSettings, ProcessEnvironment } from '../../../src/clients/kubernetes/settings.ts'
import { OperatorError } from '../../../src/core/errors.ts'
import { type Budget, CannotAsk } from '../../../src/core/facts.ts'
import { textAt } from '../../../src/core/json.ts'

export function within(milliseconds: number): Budget {
  return { signal: AbortSignal.timeout(milliseconds), milliseconds }
}

/** A session that ends with the scope. The variables of whoever runs the tests do not count. */
export async function open(
  settings: ClusterSettings,
  milliseconds = 10_000,
  environment: ProcessEnvironment = {},
): Promise<ClusterSession & AsyncDisposable> {
  const session = await openCluster(settings, within(milliseconds), { PATH: process.env.PATH, ...environment })
  return Object.assign(session, {
    async [Symbol.asyncDispose]() {
      session.close()
    },
  })
}

/** Objects by their names. */
export function named(resource: string, group = '', more: Partial<Kind<string>> = {}): Kind<string> {
  const read = (raw: unknown) => textAt(raw, 'metadata', 'name') ?? ''
  return { group, version: 'v1', resource, namespaced: true, read, ...more }
}

/** What the operator would read: `kind: reason`, and the grant. */
export async function unaskedOf(asking: Promise<unknown>): Promise<{ says: string; grant: string | undefined }> {
  const error = await asking.then(
    (value) => new Error(`it answered: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof CannotAsk) {
    const { kind, reason, grant } = error.unasked
    return { says: `${kind}: ${reason}`, grant }
  }
  if (error instanceof OperatorError) return { says: `usage: ${error.message}`, grant: error.hint ?? undefined }
  throw error
}

export interface KubeconfigParts {
  readonly cluster?: object
  readonly user?: object
  readonly namespace?: string
  readonly context?: string
}

/** A kubeconfig with one context, as YAML. */
export function kubeconfigOf({ cluster, user, namespace, context = 'bench' }: KubeconfigParts): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster }],
    users: [{ name: 'tester', user: user ?? {} }],
    contexts: [{ name: context, context: { cluster: context, user: 'tester', ...(namespace && { namespace }) } }],
    'current-context': context,
  })
}
