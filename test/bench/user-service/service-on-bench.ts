import { join } from 'node:path'
import { BENCH_START_TIMEOUT_MS, startBench } from '../bench.ts'
import { until } from '../machine/until.ts'
import { type ServiceEnv, startUserService, type UserService } from './start.ts'

export const SECRET = 'a-secret-of-the-bench'

export { BENCH_START_TIMEOUT_MS }

/** Postgres, Redis, Kafka and one instance of the service on them. */
export async function startServiceOnBench() {
  const bench = await startBench({ postgres: true, redis: true, kafka: true })
  const env: ServiceEnv = { ...bench.env, JWT_SECRET: SECRET, KAFKA_SESSION_TIMEOUT_MS: '6000' }
  const service = await startUserService({ env, logFile: join(bench.dir, 'service.jsonl') }).catch(async (error) => {
    await bench.stop()
    throw error
  })
  return {
    bench,
    service,
    async stop() {
      await service.stop()
      await bench.stop()
    },
  }
}

/** Takes back every variable a test has set, and waits until the service is well. */
export async function heal(service: UserService, changed: readonly string[] = []): Promise<void> {
  if (changed.length > 0) await service.restart(Object.fromEntries(changed.map((name) => [name, undefined])))
  await until('the service is ready', async () => (await statusOf(service, '/health')) === 200)
}

export async function statusOf(service: UserService, path: string, init?: RequestInit): Promise<number> {
  const response = await fetch(new URL(path, service.url), init)
  await response.arrayBuffer()
  return response.status
}

/** A GET's JSON body. */
export async function bodyOf<Body>(service: UserService, path: string): Promise<Body> {
  const response = await fetch(new URL(path, service.url))
  return (await response.json()) as Body
}

/** A token as the service issues it. */
export async function logIn(service: UserService, n = 1): Promise<string> {
  const body = JSON.stringify({ email: `user${n}@example.com`, password: `pw-${n}` })
  const response = await fetch(new URL('/login', service.url), { method: 'POST', body })
  const { token = '' } = (await response.json()) as { token?: string }
  return token
}

export function bearer(token: string, init: RequestInit = {}): RequestInit {
  return { ...init, headers: { authorization: `Bearer ${token}` } }
}

/** One value of /metrics, by its whole name with labels. */
export async function metric(service: UserService, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', service.url))).text()
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}
