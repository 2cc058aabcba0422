import { outside } from '../surroundings.ts'
import { orderApiVersions } from './image.ts'

/** Where it is, and by what it logs in; on a server that it shares with others. */
export const orderApi = {
  namespace: 'shop',
  name: 'order-api',
  login: { user: 'orders', password: 'bench-orders-Hn20d' },
  database: 'orders',
} as const

export interface Addresses {
  readonly postgres: { readonly host: string; readonly port: number }
  readonly redis: { readonly host: string; readonly port: number }
}

/** The application that is not the sample, as plain manifests without any of the recommended labels. */
export function orderApiManifests(at: Addresses, version: string = orderApiVersions.good): readonly object[] {
  const { namespace, name, login, database } = orderApi
  const metadata = { name, namespace, labels: { app: name } }
  const health = (path: string) => ({ httpGet: { path: `/actuator/health/${path}`, port: 9000 }, timeoutSeconds: 3 })
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...outside({ namespace }, 'orders-postgres', 5432, at.postgres),
    ...outside({ namespace }, 'orders-redis', 6379, at.redis),
    { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'orders-db' }, stringData: { ...login } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name }, ports: [{ port: 9000 }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              {
                name: 'app',
                image: `localhost/usrops-bench/order-api:${version}`,
                imagePullPolicy: 'IfNotPresent',
                env: [
                  { name: 'SPRING_DATASOURCE_URL', value: `jdbc:postgresql://orders-postgres:5432/${database}` },
                  secretVariable('SPRING_DATASOURCE_USERNAME', 'user'),
                  secretVariable('SPRING_DATASOURCE_PASSWORD', 'password'),
                  { name: 'SPRING_DATA_REDIS_HOST', value: `orders-redis.${namespace}.svc.cluster.local` },
                ],
                readinessProbe: { ...health('readiness'), periodSeconds: 5, failureThreshold: 2 },
                livenessProbe: { ...health('liveness'), initialDelaySeconds: 10 },
                resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '192Mi' } },
              },
            ],
          },
        },
      },
    },
  ]
}

function secretVariable(name: string, key: string): object {
  return { name, valueFrom: { secretKeyRef: { name: 'orders-db', key } } }
}
