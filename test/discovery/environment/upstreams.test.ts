import { describe, expect, it } from 'vitest'
import { dependenciesOf, type Variable } from './environment-of.ts'

function upstreamsOf(variables: Readonly<Record<string, Variable>>) {
  return dependenciesOf(variables).upstreams
}

describe('a service that is called', () => {
  it('has the name of its host, and its URL', () => {
    expect(upstreamsOf({ AUTH_SERVICE_URL: 'http://auth-service:8080' })).toEqual([
      {
        name: 'auth-service',
        host: 'auth-service',
        port: 8080,
        url: 'http://auth-service:8080',
        inPod: false,
        external: false,
        variable: 'AUTH_SERVICE_URL',
      },
    ])
  })

  it.each([
    ['in another namespace', 'http://auth.identity/v1', { name: 'auth', port: 80, external: false }],
    ['with a full name', 'https://auth.identity.svc.cluster.local', { name: 'auth', port: 443, external: false }],
    ['outside', 'https://api.example.com/v2', { name: 'api.example.com', port: 443, external: true }],
    ['beside it in the pod', 'http://localhost:3500', { name: 'localhost', inPod: true, external: false }],
    ['over gRPC', 'grpc://auth:50051', { name: 'auth', port: 50_051, url: null }],
    ['at an address', 'http://10.0.0.7:8080', { name: '10.0.0.7', external: true }],
  ])('may be %s', (_, url, upstream) => {
    expect(upstreamsOf({ AUTH_SERVICE_URL: url })).toMatchObject([upstream])
  })

  it('may be told by host and port', () => {
    const variables = { CART_SERVICE_HOST: 'cart', CART_SERVICE_PORT: '7070' }
    expect(upstreamsOf(variables)).toMatchObject([{ name: 'cart', port: 7070, url: null }])
  })

  it('is referred to where its URL holds a login or stands in a Secret', () => {
    const found = upstreamsOf({
      SEARCH_SERVICE_URL: 'http://app:hush@search:9200',
      AUTH_SERVICE_URL: { secret: 'auth/url' },
    })
    expect(found.map(({ name, url }) => [name, url])).toEqual([
      ['search', 'pod-env:users/Deployment/user-service/app/SEARCH_SERVICE_URL'],
      ['auth-service', 'secret:users/auth/url'],
    ])
  })

  it.each([
    ['telemetry', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318'],
    ['a proxy', 'HTTP_PROXY', 'http://proxy:3128'],
    ['the service itself', 'SELF_SERVICE_URL', 'http://user-service:8080'],
    ['the service itself by its name', 'CALLS_URL', 'http://user-service.users.svc:8080'],
    ['where it listens', 'ASPNETCORE_URLS', 'http://+:8080'],
    ['where it listens by address', 'LISTENER', 'http://0.0.0.0:8080'],
    ['its public address', 'PUBLIC_URL', 'https://www.example.com'],
    ['a link', 'DOCUMENTATION', 'https://docs.example.com'],
    ['a list of origins', 'CORS_ORIGINS', 'http://frontend,http://admin'],
    ['what is left to be replaced', 'AUTH_URL', 'http://$(AUTH)/'],
  ])('is not %s', (_, name, url) => {
    expect(upstreamsOf({ [name]: url })).toEqual([])
  })

  it('is one, however often it is named', () => {
    expect(upstreamsOf({ AUTH_URL: 'http://auth:8080/a', LOGIN_URL: 'http://auth:8080/b' })).toHaveLength(1)
  })
})
