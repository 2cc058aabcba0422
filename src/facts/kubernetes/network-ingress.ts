import { seenOf } from './asked.ts'
import { type Manager, managerOf } from './manager.ts'
import type { ServiceView } from './network.ts'
import type { Ingress, IngressRoute } from './objects/ingress.ts'
import type { KubeService } from './objects/kube-service.ts'
import { bearsNameOf } from './served-by.ts'

/** An ingress that leads to a service, or is meant to. */
export interface IngressView {
  readonly name: string
  /** Those of its routes that lead to the service, or into the void. */
  readonly routes: readonly RouteView[]
  readonly changedAgoMs: number
  readonly manager: Manager
}

export interface RouteView {
  readonly host: string | null
  readonly path: string | null
  readonly service: string
  readonly port: number | string | null
  /** Where the object holds the backend, as a JSON pointer. */
  readonly at: string
  readonly leads: 'to-endpoints' | 'no-such-service' | 'no-such-port' | 'no-endpoints' | 'unknown'
  /** Ports of the Service, for the one that was meant. */
  readonly ports: readonly (number | string)[]
}

export function ingressesTo(
  ingresses: readonly Ingress[],
  services: readonly ServiceView[],
  all: readonly KubeService[],
  of: { readonly service: string },
): readonly IngressView[] {
  const own = new Set(services.map(({ name }) => name))
  const existing = new Set(all.map(({ name }) => name))
  return ingresses.flatMap((ingress) => {
    const bearsName = bearsNameOf(ingress, of.service)
    const routes = ingress.routes.flatMap((route) => {
      const { service } = route
      // Of one ingress for many services, a route into the void belongs to the service whose name it bears.
      const isAlike = [of.service, ...own].some((name) => service?.startsWith(name))
      const intoVoid = service !== null && !existing.has(service) && (bearsName || isAlike)
      return service !== null && (own.has(service) || intoVoid) ? [routeView(route, service, services, all)] : []
    })
    if (routes.length === 0) return []
    return [{ name: ingress.name, routes, changedAgoMs: ingress.writtenAgoMs, manager: managerOf(ingress) }]
  })
}

function routeView(
  { host, path, port, at }: IngressRoute,
  name: string,
  services: readonly ServiceView[],
  all: readonly KubeService[],
): RouteView {
  const service = all.find((each) => each.name === name)
  const ports = (service?.ports ?? []).flatMap((each) => [each.port, ...(each.name === null ? [] : [each.name])])
  const leads = leadsTo(port, ports, service, services)
  return { host, path, service: name, port, at, leads, ports }
}

function leadsTo(
  port: number | string | null,
  ports: readonly (number | string)[],
  service: KubeService | undefined,
  services: readonly ServiceView[],
): RouteView['leads'] {
  if (service === undefined) return 'no-such-service'
  if (port !== null && !ports.includes(port)) return 'no-such-port'
  const view = services.find(({ name }) => name === service.name)
  const counts = view === undefined ? undefined : seenOf(view.endpoints)
  if (counts === undefined) return 'unknown'
  return counts.ready > 0 ? 'to-endpoints' : 'no-endpoints'
}
