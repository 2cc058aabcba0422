import type { HealthDialect } from './configuration.ts'
import type { Component, ComponentHealth } from './health.ts'
import { json, type Reply, type Route } from './http.ts'

export interface HealthParts {
  readonly service: string
  readonly version: string
  readonly components: readonly Component[]
  readonly details: boolean
  /** False from the moment it was asked to stop. */
  readonly accepting: () => boolean
}

type Checked = ReadonlyMap<Component, ComponentHealth>

/** The health endpoints of the dialects asked for. */
export function healthRoutes(parts: HealthParts, dialects: readonly HealthDialect[]): Route[] {
  const all = { plain: plainRoutes(parts), heartbeat: heartbeatRoutes(parts), actuator: actuatorRoutes(parts) }
  return dialects.flatMap((dialect) => all[dialect])
}

function plainRoutes(parts: HealthParts): Route[] {
  return [
    get('/health', async () => {
      const checked = await check(parts.components)
      const status = isReady(checked) ? (isAllUp(checked) ? 'ok' : 'degraded') : 'error'
      const { service, version } = parts
      const body = { status, service, version, uptimeSeconds: Math.round(process.uptime()), checks: checks(checked) }
      return json(status === 'error' ? 503 : 200, body)
    }),
    get('/health/live', async () => json(200, { status: 'ok' })),
    get('/health/ready', async () => {
      const checked = await check(critical(parts))
      const ready = isReady(checked) && parts.accepting()
      return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks: checks(checked) })
    }),
  ]
}

function heartbeatRoutes(parts: HealthParts): Route[] {
  return [
    get('/heartbeat', async () => {
      const checked = await check(critical(parts))
      const failed = [...checked].flatMap(([{ name }, state]) => (state.up ? [] : [`${name}: ${state.error}`]))
      if (failed.length === 0) return { status: 200, body: 'OK', contentType: 'text/plain; charset=utf-8' }
      return { status: 503, body: failed.join('\n'), contentType: 'text/plain; charset=utf-8' }
    }),
  ]
}

function actuatorRoutes(parts: HealthParts): Route[] {
  const whole = async (details: boolean) => {
    const checked = await check(parts.components)
    const body = { status: upDown(isAllUp(checked)), groups: ['liveness', 'readiness'] }
    return json(isAllUp(checked) ? 200 : 503, details ? { ...body, components: springComponents(checked) } : body)
  }
  return [
    get('/actuator/health', () => whole(parts.details)),
    get('/actuator/health/detail', () => whole(true)),
    get('/actuator/health/liveness', async () => json(200, { status: 'UP' })),
    get('/actuator/health/readiness', async () => {
      const checked = await check(critical(parts))
      const ready = isReady(checked) && parts.accepting()
      const body = { status: ready ? 'UP' : 'OUT_OF_SERVICE', components: springComponents(checked) }
      return json(ready ? 200 : 503, body)
    }),
    ...parts.components.map((component) =>
      get(`/actuator/health/${component.name}`, async () => {
        const state = await component.check()
        return json(state.up ? 200 : 503, spring(state))
      }),
    ),
  ]
}

function get(path: string, handle: () => Promise<Reply>): Route {
  return { method: 'GET', path, kind: 'health', handle }
}

async function check(components: readonly Component[]): Promise<Checked> {
  const states = components.map(async (component) => [component, await component.check()] as const)
  return new Map(await Promise.all(states))
}

function critical({ components }: HealthParts): Component[] {
  return components.filter((component) => component.critical)
}

function isReady(checked: Checked): boolean {
  return [...checked].every(([{ critical: needed }, { up }]) => up || !needed)
}

function isAllUp(checked: Checked): boolean {
  return [...checked.values()].every(({ up }) => up)
}

function checks(checked: Checked): Record<string, unknown> {
  const entry = (state: ComponentHealth) =>
    state.up
      ? { status: 'up', responseTimeMs: state.ms }
      : { status: 'down', error: state.error, responseTimeMs: state.ms }
  return Object.fromEntries([...checked].map(([{ name }, state]) => [name, entry(state)]))
}

function springComponents(checked: Checked): Record<string, unknown> {
  return Object.fromEntries([...checked].map(([{ name }, state]) => [name, spring(state)]))
}

function spring(state: ComponentHealth): Record<string, unknown> {
  return { status: upDown(state.up), details: state.up ? state.details : { error: state.error } }
}

function upDown(up: boolean): string {
  return up ? 'UP' : 'DOWN'
}
