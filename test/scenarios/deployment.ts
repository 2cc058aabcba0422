import { createServer } from 'node:http'
import { type ServiceEnv, startUserService, type UserService } from '../bench/user-service/start.ts'
import { type Callers, newCallers } from './callers.ts'

/** The sample service as its team runs it: deployed, rolled back, restarted, under load. */
export interface Deployment extends Omit<Callers, 'find' | 'isServing'> {
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
  /** Where restart and rollback can be asked for, by POST to /restart and /rollback. */
  readonly controlUrl: string
  stop(): Promise<void>
}

export async function startDeployment(env: ServiceEnv, logFile: string): Promise<Deployment> {
  const service = await startUserService({ env, logFile })
  let good = env
  let changed: ServiceEnv = {}
  const url = () => ({ ...good, ...changed }).TLS_CERT ? service.url.replace('http:', 'https:') : service.url
  const { find, ...callers } = newCallers(() => ({ url: url(), jwtSecret: good.JWT_SECRET ?? '' }))
  const roll = async (changes: ServiceEnv) => {
    const back = Object.fromEntries(Object.keys(changed).map((name) => [name, good[name]]))
    changed = changes
    await service.restart({ ...good, ...back, ...changes })
    find()
  }
  const control = await startControl({ restart: () => roll(changed), rollback: () => roll({}) })
  return {
    ...callers,
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
      find()
    },
    async settle(changes) {
      good = { ...good, ...changes }
      await roll({})
    },
    async stop() {
      control.close()
      await Promise.all([service.kill(), callers.stop()])
    },
  }
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
