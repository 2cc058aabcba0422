import { describe, expect, test } from 'vitest'
import { serviceOf } from '../../src/discovery/found-service.ts'
import type { FoundWorkload } from '../../src/discovery/found-workload.ts'
import { httpEndpointOf } from '../../src/discovery/http-endpoint.ts'
import { deployment, kubeService } from './objects.ts'

const endpoint = (workload: FoundWorkload, ...services: Parameters<typeof httpEndpointOf>[1]) => {
  const found = httpEndpointOf(serviceOf('user-service', [workload]), services)
  return found && `${found.scheme}://${found.host}:${found.port} ${found.paths.join(' ')} ${found.metrics ?? ''}`.trim()
}

const probe = (path: string, port: number | string, scheme = 'HTTP') => ({ httpGet: { path, port, scheme } })
const ports = (...list: readonly (readonly [string, number])[]) =>
  list.map(([name, containerPort]) => ({ name, containerPort }))

describe('the HTTP side of a service', () => {
  test('is where its probes ask, under the name of its Service', () => {
    const container = {
      ports: ports(['http', 3000]),
      readinessProbe: probe('/health/ready?deep=1', 'http'),
      livenessProbe: probe('/health/live', 3000),
    }
    expect(endpoint(deployment('user-service', { container }), kubeService('user-service', 80))).toBe(
      'http://user-service.users.svc:3000 /health/ready /health/live',
    )
  })

  test('is the port behind its Service where no probe asks over HTTP', () => {
    const container = { ports: ports(['main', 8080]), readinessProbe: { tcpSocket: { port: 'main' } } }
    const service = kubeService('user-service', 80, {
      spec: { ports: [{ name: 'http', port: 80, targetPort: 'main' }] },
    })
    expect(endpoint(deployment('user-service', { container }), service)).toBe('http://user-service.users.svc:8080')
  })

  test('is that of the workload to which a Service leads, not of a consumer with probes of its own', () => {
    const container = { ports: ports(['http', 3000]), readinessProbe: probe('/ready', 'http') }
    const workloads = [deployment('users-events', { container }), deployment('users-http', { container })]
    const front = kubeService('users', 80, { selector: { app: 'users-http' } })
    const found = httpEndpointOf(serviceOf('users', workloads), [front])
    expect(found).toMatchObject({ host: 'users.users.svc', workload: { ref: { name: 'users-http' } } })
  })

  test('is a port of the container that is called so, where there is no Service', () => {
    expect(endpoint(deployment('user-service', { container: { ports: ports(['web', 8000]) } }))).toBe(
      'http://user-service.users.svc:8000',
    )
  })

  test('speaks TLS where the probe does', () => {
    expect(
      endpoint(deployment('user-service', { container: { readinessProbe: probe('/healthz', 8443, 'HTTPS') } })),
    ).toBe('https://user-service.users.svc:8443 /healthz')
  })

  test('is not asked where there is none: a worker, a gRPC server', () => {
    expect(endpoint(deployment('worker'))).toBeNull()
    const grpc = kubeService('user-service', 50051, { spec: { ports: [{ name: 'grpc', port: 50051 }] } })
    expect(endpoint(deployment('user-service'), grpc)).toBeNull()
  })

  test('is not taken from a Service that selects other pods', () => {
    expect(endpoint(deployment('worker'), kubeService('user-service', 80))).toBeNull()
  })
})

describe('its metrics', () => {
  const container = { ports: ports(['http', 3000], ['metrics', 9464]), readinessProbe: probe('/ready', 'http') }
  test.each([
    ['on a port that is called so', {}, ' http://user-service.users.svc:9464/metrics'],
    [
      'where the annotations say',
      { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '3000', 'prometheus.io/path': '/internal/metrics' },
      ' /internal/metrics',
    ],
    ['at the usual path otherwise', { 'prometheus.io/port': '3000' }, ''],
  ])('are %s', (_where, podAnnotations, expected) => {
    expect(endpoint(deployment('user-service', { container, podAnnotations }))).toBe(
      `http://user-service.users.svc:3000 /ready${expected}`,
    )
  })
})
