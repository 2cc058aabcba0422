import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotAsk } from '../../core/facts.ts'
import { Agents } from './agents.ts'
import type { Api } from './api.ts'
import type { Attempt } from './api-agent.ts'
import { pods, resourcePath } from './paths.ts'
import { PodRefused } from './pod-refused.ts'
import { PodStream } from './pod-stream.ts'
import { failed, forbidden, noAnswer } from './refusal.ts'
import { type NotUpgraded, type Upgraded, upgrade } from './upgrade.ts'

interface PodName {
  readonly namespace: string
  readonly name: string
}

const protocol = 'v4.channel.k8s.io'
/**
 * The kubelet does not say that it is connected, only that it could not: from within the pod, to the pod itself, which takes a millisecond or two.
 * Whoever answers a first word sooner than this is connected, too.
 */
const settleMs = 25

/** Connections to ports of pods over the API server, each over a connection of its own. */
export class Tunnels {
  readonly #api: Api
  readonly #agents: Agents
  readonly #open = new Set<PodStream>()
  readonly #closing = new AbortController()

  constructor(api: Api) {
    this.#api = api
    this.#agents = new Agents(api.access)
  }

  /** Rejects with CannotAsk: `unreachable` where nothing listens there, `forbidden` where the API server refuses. The signal ends only the attempt. */
  async open(pod: PodName, port: number, limit: AbortSignal): Promise<Duplex> {
    const signal = AbortSignal.any([limit, this.#closing.signal])
    const { socket, head } = await this.#upgrade(pod, port, signal)
    const stream = new PodStream(socket, head)
    this.#open.add(stream)
    stream.on('error', () => undefined).once('close', () => this.#open.delete(stream))
    try {
      await connected(stream, signal)
      return stream
    } catch (error) {
      stream.destroy()
      throw refusedInside(pod, port, signal.aborted ? signal.reason : error)
    }
  }

  close(): void {
    this.#closing.abort()
    for (const stream of this.#open) stream.destroy()
    this.#agents.close()
  }

  async #upgrade(pod: PodName, port: number, signal: AbortSignal): Promise<Upgraded> {
    const { access, credentials, headers } = this.#api
    const credential = await credentials.current(signal)
    const agent = this.#agents.for(credential)
    const path = `${resourcePath(pods, pod.namespace, pod.name, 'portforward')}?ports=${port}`
    const attempt: Attempt = { signal, step: 'dialling' }
    const answer = await upgrade(access, agent, { path, headers, ...credential }, protocol, attempt).catch(
      (error: unknown) => {
        const cause = signal.aborted ? signal.reason : error
        throw noAnswer(access, whatOf(pod), cause, attempt.step !== 'dialling')
      },
    )
    if ('socket' in answer) return answer
    throw this.#refusal(pod, answer)
  }

  #refusal(pod: PodName, answer: NotUpgraded): CannotAsk {
    const { access, credentials } = this.#api
    if (answer.status === 401) return credentials.refusal()
    const { namespace, name } = pod
    const right = { verb: 'create', group: '', resource: 'pods/portforward', namespace }
    if (answer.status === 403) return forbidden(access, right)
    if (answer.status === 404) return new CannotAsk('unreachable', `there is no pod ${name} in namespace ${namespace}`)
    return failed(access, whatOf(pod), answer)
  }
}

function whatOf({ namespace, name }: PodName): string {
  return `the tunnel to pod ${name} in namespace ${namespace}`
}

/** Waits until the kubelet has begun and had time to say that nothing listens. */
async function connected(stream: PodStream, signal: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: settled.signal })
    if (signal.aborted) reject(signal.reason)
  })
  const refused = new Promise<never>((_resolve, reject) => {
    stream.once('error', reject)
    stream.once('close', () => reject(new Error('the connection was closed at once')))
  })
  const quiet = stream.begun.then(() => sleep(settleMs, undefined, { signal: settled.signal }))
  for (const each of [aborted, refused, quiet]) each.catch(() => undefined)
  try {
    await Promise.race([quiet, stream.spoken, aborted, refused])
  } finally {
    settled.abort()
  }
}

function refusedInside({ namespace, name }: PodName, port: number, error: unknown): CannotAsk {
  const place = `port ${port} of pod ${name} in namespace ${namespace}`
  const late = error instanceof Error && /^(TimeoutError|AbortError)$/.test(error.name)
  const words = error instanceof PodRefused ? error.message : 'the connection was closed at once'
  const code = error instanceof PodRefused ? error.code : 'ECONNRESET'
  const cause = late ? error : Object.assign(new Error(words), { code, port })
  const reason = `${place} is not reachable: ${late ? 'no answer in time' : words}`
  return new CannotAsk('unreachable', reason, undefined, { cause })
}
