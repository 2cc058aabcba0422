import { request } from 'node:https'
import { until } from '../machine/until.ts'
import { nameServiceReadyUrl } from './add-ons/name-service.ts'
import { NODE_NAME } from './control-plane/accounts.ts'
import type { Site } from './site.ts'

/** Waits for an API server that was just started. */
export async function apiServerAnswers(url: string, token: string): Promise<void> {
  await until('the API server answers', async () => (await ask(url, '/readyz', token)).status === 200, 120_000)
}

/** Waits until a pod that is made now would run: its node, its service account, its names. */
export async function clusterIsReady(url: string, token: string, site: Site): Promise<void> {
  await until('the node is ready', async () => nodeIsReady((await ask(url, `/api/v1/nodes/${NODE_NAME}`, token)).body))
  const account = '/api/v1/namespaces/default/serviceaccounts/default'
  await until('there is a service account', async () => (await ask(url, account, token)).status === 200)
  const names = nameServiceReadyUrl(site)
  await until('names are known', async () => (await fetch(names).catch(() => undefined))?.ok === true)
}

interface NodeObject {
  readonly spec?: { readonly taints?: readonly object[] }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

function nodeIsReady(text: string): boolean {
  const { spec = {}, status = {} }: NodeObject = JSON.parse(text || '{}')
  const isReady = status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  // It is tainted until the controllers know of it.
  return isReady === true && (spec.taints ?? []).length === 0
}

function ask(url: string, path: string, token: string): Promise<{ status: number; body: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: string }>()
  // Nobody else can be there: the address is one of our own network.
  const options = { rejectUnauthorized: false, headers: { authorization: `Bearer ${token}` }, timeout: 5_000 }
  const asking = request(new URL(path, url), options, async (response) => {
    const chunks = await response.toArray().catch(() => [])
    resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
  })
  asking.on('timeout', () => asking.destroy())
  asking.on('error', () => resolve({ status: 0, body: '' }))
  asking.end()
  return promise
}
