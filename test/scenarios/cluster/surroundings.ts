import type { Bench } from '../../bench/bench.ts'
import { urlOf } from '../service-environment.ts'
import type { ClusterNames } from './names.ts'
import { orderApiManifests } from './order-api/manifests.ts'

/** The systems of a cluster stage; they are outside of the cluster, on this machine. */
export type ClusterSystems = Bench<'postgres' | 'redis' | 'kafka'>

export const JWT_SECRET = 'bench-jwt-secret-Vy31c'

/** Ports by which pods know the systems. */
export const PORTS = { database: 5432, cache: 6379, kafka: 9092 } as const

/** What is there before any release: the namespace, Services that lead to the systems, and the Secret with their logins. */
export function surroundings(names: ClusterNames, systems: ClusterSystems): readonly object[] {
  const { hosts } = names
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: names.namespace } },
    ...outside(names, hosts.database, PORTS.database, systems.postgres),
    ...outside(names, hosts.cache, PORTS.cache, systems.redis),
    ...outside(names, hosts.kafka, PORTS.kafka, systems.kafka),
    secret(names, logins(names)),
    ...orderApiManifests(systems),
  ]
}

function secret({ namespace, secret: name }: ClusterNames, stringData: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData }
}

/** What is in the Secret, by key. */
export function logins(names: ClusterNames, password = names.app.password): Readonly<Record<string, string>> {
  const { release, hosts, app, database } = names
  const keys = { 'jwt-secret': JWT_SECRET }
  if (release === null) return { ...keys, username: app.user, password }
  return {
    ...keys,
    'database-url': urlOf({ host: hosts.database, port: PORTS.database }, { ...app, password }, database),
    'redis-url': `redis://${hosts.cache}:${PORTS.cache}`,
  }
}

/** A Service without a selector, whose endpoint somebody wrote down: what is outside of the cluster. */
export function outside(
  { namespace }: Pick<ClusterNames, 'namespace'>,
  name: string,
  port: number,
  system: { readonly host: string; readonly port: number },
): readonly object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { ports: [{ name: 'main', port, targetPort: system.port }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'main', port: system.port, protocol: 'TCP' }],
      endpoints: [{ addresses: [system.host], conditions: { ready: true } }],
    },
  ]
}
