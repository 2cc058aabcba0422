import type { Breaker } from './breaker.ts'
import { type Call, json, type Reply, type Route } from './http.ts'
import { NotFoundError } from './http-errors.ts'
import type { Metrics } from './metrics.ts'
import { TokenError } from './tokens.ts'

export interface OperationsParts {
  readonly breakers: readonly Breaker[]
  readonly metrics: Metrics
  readonly adminToken: string | null
}

/** `/metrics`, and what an operator may change. */
export function operationsRoutes({ breakers, metrics, adminToken }: OperationsParts): Route[] {
  const open = (method: string, path: string, handle: Route['handle']): Route => ({
    method,
    path,
    kind: 'operations',
    handle,
  })
  const guarded = (path: string, change: (call: Call) => void) =>
    open('POST', path, async (call) => {
      requireAdmin(call, adminToken)
      change(call)
      return state(breakers)
    })
  const text = async () => ({ status: 200, body: await metrics.text(), contentType: metrics.contentType })
  return [
    open('GET', '/metrics', text),
    open('GET', '/actuator/prometheus', text),
    open('GET', '/admin/breakers', async () => state(breakers)),
    guarded('/admin/breakers/:name/open', (call) => named(breakers, call).open()),
    guarded('/admin/breakers/:name/close', (call) => named(breakers, call).close()),
    guarded('/admin/reset-breakers', () => closeAll(breakers)),
    guarded('/actuator/circuitbreaker/disable', () => closeAll(breakers)),
  ]
}

function state(breakers: readonly Breaker[]): Reply {
  return json(200, { breakers: breakers.map((breaker) => breaker.snapshot()) })
}

function closeAll(breakers: readonly Breaker[]): void {
  for (const breaker of breakers) breaker.close()
}

function named(breakers: readonly Breaker[], { params }: Call): Breaker {
  const breaker = breakers.find(({ name }) => name === params.name)
  if (!breaker) throw new NotFoundError(`there is no circuit breaker "${params.name}"`)
  return breaker
}

function requireAdmin({ authorization }: Call, adminToken: string | null): void {
  if (adminToken !== null && authorization !== `Bearer ${adminToken}`) {
    throw new TokenError('admin', 'not the administrator')
  }
}
