import { createServer } from 'node:http'
import { until } from '../bench/machine/until.ts'
import { type Load, startLoad } from '../bench/user-service/load.ts'
import { type ServiceEnv, startUserService, type UserService } from '../bench/user-service/start.ts'
import type { Mix } from '../bench/user-service/traffic.ts'

export interface LoadWish {
  readonly ratePerSecond: number
  readonly mix?: Mix
  readonly users?: number
  /** Requests under way at most. */
  readonly concurrency?: number
}

/** The sample service as its team runs it: deployed, rolled back, restarted, under load. */
export interface Deployment {
  readonly service: UserService
  readonly url: string
  /** Rolls out a release or a configuration: `changes` are laid over the good state. */
  deploy(changes: ServiceEnv): Promise<void>
  /** Starts this one process wrongly; the next start is a good one again. */
  misstart(changes: ServiceEnv): Promise<void>
  /** Back to the good state. */
  rollback(): Promise<void>
  /** The same release again. */
  restart(): Promise<void>
  /** Tokens are signed with this key from now on; the service learns it with its next start. */
  rotateKey(secret: string): void
  /** What is good from now on, and deploys it. */
  settle(changes: ServiceEnv): Promise<void>
  /** The steady load; 0 is none. */
  load(wish: LoadWish): void
  /** Further load; the function that is returned ends it. */
  moreLoad(wish: LoadWish): () => void
  /** Waits until the steady load is answered without an error. */
  served(withinMs?: number): Promise<void>
  /** Where restart and rollback can be asked for, by POST to /restart and /rollback. */
  readonly controlUrl: string
  stop(): Promise<void>
}

/** A calm weekday. */
export const USUAL_LOAD: LoadWish = { ratePerSecond: 25 }

export async function startDeployment(env: ServiceEnv, logFile: string): Promise<Deployment> {
  const service = await startUserService({ env, logFile })
  let good = env
  let changed: ServiceEnv = {}
  let steady: { readonly load: Load; readonly wish: LoadWish; readonly url: string } | undefined
  const further = new Set<Load>()
  const url = () => ({ ...good, ...changed }).TLS_CERT ? service.url.replace('http:', 'https:') : service.url
  const start = (wish: LoadWish) => startLoad({ url: url(), jwtSecret: good.JWT_SECRET ?? '', ...wish })
  const load = (wish: LoadWish) => {
    void steady?.load.stop()
    steady = wish.ratePerSecond > 0 ? { load: start(wish), wish, url: url() } : undefined
  }
  const roll = async (changes: ServiceEnv) => {
    const back = Object.fromEntries(Object.keys(changed).map((name) => [name, good[name]]))
    changed = changes
    await service.restart({ ...good, ...back, ...changes })
    if (steady && steady.url !== url()) load(steady.wish)
  }
  const control = await startControl({ restart: () => roll(changed), rollback: () => roll({}) })
  return {
    service,
    get url() {
      return url()
    },
    controlUrl: control.url,
    deploy: roll,
    async misstart(changes) {
      await service.restart(changes)
      changed = Object.fromEntries(Object.keys(changes).map((name) => [name, good[name]]))
    },
    rollback: () => roll({}),
    restart: () => roll(changed),
    rotateKey(secret) {
      good = { ...good, JWT_SECRET: secret }
      if (steady) load(steady.wish)
    },
    async settle(changes) {
      good = { ...good, ...changes }
      await roll({})
    },
    load,
    moreLoad(wish) {
      const more = start(wish)
      further.add(more)
      return () => {
        further.delete(more)
        void more.stop()
      }
    },
    served: (withinMs) => (steady ? answersAll(steady.load, withinMs) : Promise.resolve()),
    async stop() {
      control.close()
      const loads = [...(steady ? [steady.load] : []), ...further]
      await Promise.all([service.kill(), ...loads.map((each) => each.stop())])
    },
  }
}

async function answersAll(load: Load, withinMs = 30_000): Promise<void> {
  load.reset()
  await until(
    'the service serves its load',
    async () => {
      const { sent, ok } = load.stats()
      if (sent > ok) load.reset()
      return sent >= 10 && sent === ok
    },
    withinMs,
  )
}

async function startControl(work: Readonly<Record<string, () => Promise<void>>>) {
  const server = createServer((request, response) => {
    request.resume()
    const wanted = work[request.url?.slice(1) ?? '']
    if (request.method !== 'POST' || !wanted) return response.writeHead(404).end()
    wanted().then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() }
}
