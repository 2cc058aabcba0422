import type { TableDraft } from '../../core/table.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import type { Network, ServiceView } from '../../facts/kubernetes/network.ts'
import type { IngressView, RouteView } from '../../facts/kubernetes/network-ingress.ts'
import type { PortView } from '../../facts/kubernetes/network-ports.ts'
import { ownerText } from './described-workloads.ts'

/** How traffic comes to the pods: Services with their endpoints, ingresses with their routes. */
export function trafficTables({ services, ingresses }: Network): readonly TableDraft[] {
  const routes = seenOf(ingresses) ?? []
  return [
    {
      title: services.length === 0 ? 'no Service stands before its pods' : 'Services before its pods',
      columns: [
        { id: 'service', label: 'service', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'ports', label: 'ports', kind: 'text', importance: 'key' },
        { id: 'readyEndpoints', label: 'ready', kind: 'count', importance: 'key' },
        { id: 'notReadyEndpoints', label: 'not ready', kind: 'count', importance: 'key' },
        { id: 'selects', label: 'selects', kind: 'text', shorten: 'middle' },
        { id: 'changed', label: 'changed', kind: 'age' },
        { id: 'owner', label: 'owner', kind: 'text', importance: 'extra' },
        { id: 'changedBy', label: 'changed by', kind: 'text', importance: 'extra' },
      ],
      rows: services.map(serviceRow),
      notes: unaskedNotes(ingresses),
    },
    ...(routes.length === 0 ? [] : [routeTable(routes)]),
  ]
}

function unaskedNotes(ingresses: Network['ingresses']): readonly string[] {
  if ('seen' in ingresses) return []
  const { reason, grant } = ingresses.unasked
  return [`ingresses are not known: ${reason}${grant === undefined ? '' : `: ${grant}`}`]
}

function serviceRow(service: ServiceView) {
  const { name, ports, endpoints, relation, workloads, changedAgoMs, changedBy, manager, headless } = service
  const counts = seenOf(endpoints)
  const selected = workloads.join(', ')
  return {
    service: headless ? `${name} (headless)` : name,
    ports: ports.map(portText).join(', '),
    readyEndpoints: counts?.ready ?? null,
    notReadyEndpoints: counts?.notReady ?? null,
    selects: relation === 'selects' ? selected : `nothing; meant is ${selected}`,
    ...{ changed: changedAgoMs, changedBy, owner: ownerText(manager) },
  }
}

const misfits: Readonly<Record<PortView['fit'], string>> = {
  declared: '',
  unknown: '',
  undeclared: ' (no container declares it)',
  'no-such-name': ' (no container has that name)',
}

function portText({ port, targetPort, protocol, fit }: PortView): string {
  const to = targetPort === port ? '' : ` -> ${targetPort}`
  return `${port}${to}${protocol === 'TCP' ? '' : `/${protocol}`}${misfits[fit]}`
}

const leads: Readonly<Record<RouteView['leads'], string>> = {
  'to-endpoints': 'endpoints',
  'no-such-service': 'a Service that does not exist',
  'no-such-port': 'a port that the Service does not have',
  'no-endpoints': 'a Service without endpoints',
  unknown: 'it is not known what',
}

function routeTable(ingresses: readonly IngressView[]): TableDraft {
  return {
    title: 'ingresses that lead to it',
    columns: [
      { id: 'ingress', label: 'ingress', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'host', label: 'host', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'path', label: 'path', kind: 'text' },
      { id: 'service', label: 'service', kind: 'text' },
      { id: 'port', label: 'port', kind: 'text' },
      { id: 'leadsTo', label: 'leads to', kind: 'text', importance: 'key' },
    ],
    rows: ingresses.flatMap(({ name, routes }) =>
      routes.map(({ host, path, service, port, leads: to }) => ({
        ...{ ingress: name, host: host ?? 'any', path: path ?? '/', service, leadsTo: leads[to] },
        ...(port !== null && { port: String(port) }),
      })),
    ),
  }
}
