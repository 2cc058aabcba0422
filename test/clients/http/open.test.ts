import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import type { HttpClient } from '../../../src/clients/http/client.ts'
import { openHttp } from '../../../src/clients/http/open.ts'
import type { HttpSettings } from '../../../src/clients/http/settings.ts'
import { Secret } from '../../../src/core/secret.ts'
import { breakers } from '../../../src/facts/http/breakers.ts'
import { health } from '../../../src/facts/http/health.ts'
import { metrics } from '../../../src/facts/http/metrics.ts'

const budget = { signal: AbortSignal.timeout(20_000), milliseconds: 20_000 }
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A real server on a free port; gone after the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Pages by path: a body, or status and body. */
function pages(of: Readonly<Record<string, string | readonly [number, string]>>, otherwise = 404): RequestListener {
  return (request, response) => {
    const page = of[(request.url ?? '').split('?')[0] ?? '']
    const [status, body] = page === undefined ? [otherwise, ''] : typeof page === 'string' ? [200, page] : page
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }
}

async function open(settings: Partial<HttpSettings> & { url: string }): Promise<HttpClient> {
  const connection = await openHttp({ dial: dialDirect, ...settings }, budget)
  closing.push(() => connection.close())
  return connection.client as HttpClient
}

const collectHealth = async (listener: RequestListener, settings: Partial<HttpSettings> = {}) =>
  health.collect(await open({ url: await serve(listener), ...settings }), budget)

describe('health', () => {
  test('finds whatever dialect a service speaks and leaves out what is not there', async () => {
    const value = await collectHealth(
      pages({ '/livez': 'ok', '/readyz': [503, '[-]db failed: connect ECONNREFUSED 10.0.0.5:5432'] }),
    )
    expect(value).toMatchObject({
      reached: true,
      endpoints: [
        { path: '/livez', role: 'liveness', verdict: 'up' },
        { path: '/readyz', role: 'readiness', verdict: 'down' },
      ],
      components: [{ name: 'db', state: 'down', failure: { signature: 'connection-refused', port: 5432 } }],
      latency: { path: '/livez' },
    })
  })

  test('asks for components one by one where the actuator hides them', async () => {
    const down = '{"status":"DOWN","details":{"error":"Unable to connect to Redis"}}'
    const value = await collectHealth(
      pages({
        '/actuator/health': [503, '{"status":"DOWN"}'],
        '/actuator/health/db': '{"status":"UP"}',
        '/actuator/health/redis': [503, down],
      }),
    )
    expect(value).toMatchObject({
      components: [
        { name: 'db', state: 'up' },
        { name: 'redis', kind: 'redis', state: 'down' },
      ],
    })
  })

  test('a service that answers 500 for every unknown page is not unhealthy', async () => {
    const value = await collectHealth(pages({ '/heartbeat': 'OK' }, 500))
    expect(value).toMatchObject({ endpoints: [{ path: '/heartbeat', verdict: 'up' }] })
  })

  test('a page for people says nothing of health', async () => {
    const value = await collectHealth((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')
    })
    expect(value.reached && new Set(value.endpoints.map(({ verdict }) => verdict))).toEqual(new Set(['unclear']))
  })

  test('an endpoint that keeps silent does not hold up the others', async () => {
    const value = await collectHealth((request, response) => {
      if (request.url === '/health/ready') return
      pages({ '/health/live': 'ok' })(request, response)
    })
    expect(value).toMatchObject({
      endpoints: [
        { path: '/health/live', verdict: 'up' },
        { path: '/health/ready', verdict: 'silent' },
      ],
    })
  }, 10_000)

  test('asks only the paths that the configuration names', async () => {
    const asked: string[] = []
    await collectHealth(
      (request, response) => {
        asked.push(request.url ?? '')
        response.end('ok')
      },
      { healthPaths: ['/internal/alive'] },
    )
    expect(new Set(asked)).toEqual(new Set(['/internal/alive']))
  })

  test('a refusal on this machine is a value, and every fact knows it at once', async () => {
    const url = await serve(() => undefined)
    await closing.pop()?.()
    const client = await open({ url })
    expect(await health.collect(client, budget)).toMatchObject({ reached: false, why: 'refused', loopback: true })
    await expect(metrics.collect(client, budget)).rejects.toMatchObject({ unasked: { kind: 'unreachable' } })
  })

  test('a name that does not exist is no evidence', async () => {
    const client = await open({ url: 'http://no-such-host.invalid:3000' })
    await expect(health.collect(client, budget)).rejects.toMatchObject({ unasked: { kind: 'unreachable' } })
  })

  test('tells how far the clock of the server is ahead, to the second that it names', async () => {
    const value = await collectHealth((_, response) => {
      response.setHeader('date', new Date(Date.now() + 600_000).toUTCString())
      response.end('ok')
    })
    const skew = value.reached ? (value.clockSkewMs ?? 0) : 0
    expect(Math.abs(skew - 600_000)).toBeLessThanOrEqual(1_000)
  })
})

describe('requests', () => {
  test('are GET, named usrops, and asked once a look', async () => {
    const seen: string[] = []
    const client = await open({
      url: await serve((request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers['user-agent']}`)
        response.end('up 1\n')
      }),
    })
    await Promise.all([client.get('/metrics'), client.get('/metrics')])
    expect(seen).toEqual(['GET /metrics usrops'])
  })

  test('follow no redirect to another host and give it no authorization', async () => {
    const seen: (string | undefined)[] = []
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end('up 1\n')
    })
    const url = await serve((request, response) => {
      if (request.url === '/old') return response.writeHead(302, { location: '/new' }).end()
      if (request.url === '/new') return response.end(request.headers.authorization)
      return response.writeHead(302, { location: `${other}/x` }).end()
    })
    const client = await open({ url, authorization: new Secret('Bearer s3cret') })
    expect(await client.get('/away')).toMatchObject({ status: 302 })
    expect(await client.get('/old')).toMatchObject({ status: 200, body: 'Bearer s3cret' })
    await client.get(`${other}/metrics`)
    expect(seen).toEqual([undefined])
  })

  test('a body above the cap is cut, not read to its end', async () => {
    const url = await serve((_, response) => {
      response.on('error', () => undefined)
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    const answer = await (await open({ url })).get('/metrics')
    expect(answer).toMatchObject({ kind: 'answer', cut: true })
    expect(answer.kind === 'answer' && answer.body.length).toBeLessThan(4.2 * 1024 * 1024)
  })

  test('use the base path of the service', async () => {
    const url = await serve(pages({ '/api/users/health': '{"status":"ok"}' }))
    expect(await (await open({ url: `${url}/api/users/` })).get('/health')).toMatchObject({ status: 200 })
  })
})

describe('metrics', () => {
  const collect = async (of: Parameters<typeof pages>[0], settings: Partial<HttpSettings> = {}) =>
    metrics.collect(await open({ url: await serve(pages(of)), ...settings }), budget)

  test('are found under the usual paths', async () => {
    expect(await collect({ '/actuator/prometheus': 'hikaricp_connections_max 10\n' })).toMatchObject({
      path: '/actuator/prometheus',
      pools: [{ max: 10 }],
    })
  })

  test('are read from the pages of Spring where there is no exposition', async () => {
    const page = (statistic: string, value: number) => JSON.stringify({ measurements: [{ statistic, value }] })
    const value = await collect({
      '/actuator/metrics': '{"names":[]}',
      '/actuator/metrics/hikaricp.connections.active': page('VALUE', 9),
      '/actuator/metrics/hikaricp.connections.max': page('VALUE', 10),
    })
    expect(value.pools).toMatchObject([{ active: 9, max: 10 }])
  })

  test('that are not there are unasked, with the setting that would help', async () => {
    await expect(collect({ '/metrics': '{"error":"hello"}' })).rejects.toMatchObject({
      unasked: { kind: 'unsupported', grant: expect.stringContaining('health.metrics') },
    })
  })

  test('the breakers come from the administration page, else from the metrics', async () => {
    const listed = { '/admin/breakers': '{"breakers":[{"name":"auth","state":"open","lastError":"answered 503"}]}' }
    const gauge = { '/metrics': 'resilience4j_circuitbreaker_state{name="mail",state="open"} 1\n' }
    const from = async (of: Parameters<typeof pages>[0]) =>
      (await breakers.collect(await open({ url: await serve(pages(of)) }), budget)).breakers
    expect(await from({ ...listed, ...gauge })).toMatchObject([
      { name: 'auth', state: 'open', failure: { signature: 'upstream-error' } },
    ])
    expect(await from(gauge)).toMatchObject([{ name: 'mail', state: 'open' }])
  })
})
