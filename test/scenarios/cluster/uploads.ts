import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { signToken } from '../../bench/user-service/tokens.ts'
import { collections } from './kube-hand.ts'
import type { ClusterStage } from './stage.ts'
import { JWT_SECRET } from './surroundings.ts'

/** People who upload pictures of 2 MB, so many a second; the function that is returned sends them home. */
export function uploads(stage: ClusterStage, perSecond: number): () => void {
  const stopping = new AbortController()
  void run(stage, 1000 / perSecond, stopping.signal)
  return () => stopping.abort()
}

async function run({ kube, names }: ClusterStage, pauseMs: number, signal: AbortSignal): Promise<void> {
  const claims = { userId: '1', email: 'user1@example.com', id: randomUUID(), ttlSeconds: 3600 }
  const token = await signToken(new TextEncoder().encode(JWT_SECRET), { ...claims, now: Math.floor(Date.now() / 1000) })
  const service = await kube.get(collections.services, names.kubeService)
  const url = `http://${service?.spec.clusterIP}/users/1/avatar`
  const body = JSON.stringify({ picture: 'x'.repeat(2 * 1024 * 1024) })
  const headers = { authorization: `Bearer ${token}`, connection: 'close' }
  while (!signal.aborted) {
    void fetch(url, { method: 'PUT', headers, body })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined)
    await sleep(pauseMs)
  }
}
