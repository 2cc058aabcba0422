import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { deadPort, listen } from '../tcp-servers.ts'
import { kubeconfigOf, named, open, unaskedOf } from './asking.ts'
import { type Fault, startFaultProxy } from './fault-proxy.ts'

const answering =
  (status: number, headers: Record<string, string> = {}): Fault =>
  ({ answer }) =>
    answer.writeHead(status, headers).end(JSON.stringify({ kind: 'Status', message: 'password=hunter2 is wrong' }))

/** The first of all requests meets the fault, the others the real server. */
const first = (fault: Fault): Fault => {
  let met = false
  return (exchange) => {
    if (met) return exchange.pass()
    met = true
    fault(exchange)
  }
}

const cut: Fault = ({ answer }) => {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  answer.write('{"kind":"ConfigMapList","items":[')
  setTimeout(() => answer.destroy(), 20)
}

await describeOnBench(['kubernetes'], 'an API server in trouble', () => {
  let cluster: Cluster

  beforeAll(async () => {
    cluster = await startCluster()
  })

  afterAll(() => cluster.stop())

  /** Lists through a server that misbehaves, once it is connected to. */
  async function listingPast(fault: Fault) {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const look = session.look()
    await look.may('list', '', 'configmaps', { namespace: 'kube-system' })
    proxy.standInTheWay(fault)
    const began = performance.now()
    const asking = look.list(named('configmaps'), { namespace: 'kube-system' })
    const says = await asking.then(
      (names) => (names.includes('kube-root-ca.crt') ? 'answered' : 'answered something else'),
      async (error: unknown) => (await unaskedOf(Promise.reject(error))).says,
    )
    return { says, requests: proxy.paths.length, ms: performance.now() - began }
  }

  it.each([
    ['an error of its own', answering(500)],
    ['an error of what stands in front of it', answering(502)],
    ['no time, without saying for how long', answering(503)],
    ['an answer that breaks off', cut],
    ['a hang-up', (({ request }) => request.socket.destroy()) as Fault],
  ])('is asked once more after %s', async (_name, fault) => {
    expect(await listingPast(first(fault))).toMatchObject({ says: 'answered', requests: 2 })
  })

  it('is left alone for as long as it asks for', async () => {
    for (const status of [429, 503]) {
      const { says, requests, ms } = await listingPast(first(answering(status, { 'retry-after': '1' })))
      expect({ says, requests }).toEqual({ says: 'answered', requests: 2 })
      expect(ms).toBeGreaterThan(990)
    }
  })

  it.each([
    [
      'it asks for more time than there is',
      answering(429, { 'retry-after': '60' }),
      1,
      /^failed: the API server of bench is too busy to list/,
    ],
    [
      'it is too busy twice',
      answering(429, { 'retry-after': '1' }),
      2,
      /^failed: the API server of bench is too busy to list/,
    ],
    [
      'it fails twice',
      answering(500),
      2,
      /^failed: the API server of bench answers 500 to list configmaps in namespace kube-system/,
    ],
    ['it breaks off twice', cut, 2, /^unreachable: the API server of bench closed the connection instead of answering/],
    ['it refuses the login', answering(401), 1, /^authentication: bench does not accept the login of the user tester/],
    [
      'it refuses the request',
      answering(403),
      1,
      /^forbidden: not allowed to list configmaps in namespace kube-system \(bench\)/,
    ],
  ])('is asked no further where %s', async (_name, fault, requests, words) => {
    const outcome = await listingPast(fault)
    expect(outcome.says).toMatch(words)
    expect(outcome.says).not.toContain('hunter2')
    expect(outcome.requests).toBe(requests)
    expect(outcome.ms).toBeLessThan(3_000)
  })

  it('that goes silent is given up on in time, with words of our own', async () => {
    const { says, ms } = await listingPast(() => undefined)
    expect(says).toBe(
      'hung: the API server of bench accepted the connection and did not answer in time (list configmaps in namespace kube-system)',
    )
    expect(ms).toBeGreaterThan(4_000)
    expect(ms).toBeLessThan(4_950)
  })

  it('is not asked what nobody waits for any more', async () => {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const { client, leave } = session.join()
    await client.may('list', '', 'configmaps', { namespace: 'kube-system' })
    proxy.standInTheWay(() => undefined)
    const began = performance.now()
    const asking = unaskedOf(client.list(named('configmaps'), { namespace: 'kube-system' }))
    await expect.poll(() => proxy.paths.length).toBe(1)
    leave()
    await asking
    expect(performance.now() - began).toBeLessThan(1_500)
    session.close()
    await expect.poll(() => proxy.connections()).toBe(0)
  })

  it('is asked eight things at once, not more', async () => {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const look = session.look()
    await look.may('list', '', 'configmaps', { namespace: 'kube-system' })
    let waiting = 0
    let most = 0
    proxy.standInTheWay(({ pass, answer }) => {
      waiting += 1
      most = Math.max(most, waiting)
      answer.once('close', () => {
        waiting -= 1
      })
      setTimeout(pass, 50)
    })
    const scopes = Array.from({ length: 20 }, (_, index) => ({ namespace: 'kube-system', labelSelector: `n=${index}` }))
    await Promise.all(scopes.map((scope) => look.list(named('configmaps'), scope)))
    expect(most).toBe(8)
  })

  it('answers for itself while the kubelets behind it hang', async () => {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const look = session.look()
    await look.may('list', '', 'configmaps', { namespace: 'kube-system' })
    proxy.standInTheWay(({ request, pass }) => (request.url?.includes('/log?') ? undefined : pass()))
    const pods = Array.from({ length: 20 }, (_, index) => ({ namespace: 'kube-system', name: `pod-${index}` }))
    const logs = pods.map((pod) => unaskedOf(look.log(pod, { container: 'app', limitBytes: 1000 })))
    await expect.poll(() => proxy.paths.filter((path) => path.includes('/log?')).length).toBe(4)
    expect(await look.list(named('configmaps'), { namespace: 'kube-system' })).toContain('kube-root-ca.crt')
    session.close()
    await Promise.all(logs)
  })

  describe('at the first attempt', () => {
    async function opening(server: string, milliseconds = 1_000, cluster: object = {}) {
      using folder = tempFolder({ k: kubeconfigOf({ cluster: { server, ...cluster } }) })
      const began = performance.now()
      const { says } = await unaskedOf(open({ kubeconfig: join(folder.path, 'k') }, milliseconds))
      expect(performance.now() - began).toBeLessThan(milliseconds + 100)
      return says
    }

    it('is not there', async () => {
      const port = await deadPort()
      expect(await opening(`https://127.0.0.1:${port}`)).toBe(
        `unreachable: the API server of bench: 127.0.0.1:${port} is not reachable from here: connection refused`,
      )
      expect(await opening('https://no-such-cluster.invalid')).toMatch(/^unreachable: .*no-such-cluster\.invalid:443 /)
    })

    it('takes the connection and says nothing', async () => {
      await using silent = await listen((socket) => void socket.resume())
      const silence =
        'hung: the API server of bench accepted the connection and did not answer in time (the question which cluster it is)'
      expect(await opening(`https://127.0.0.1:${silent.port}`)).toBe(silence)
      expect(await opening(`http://127.0.0.1:${silent.port}`)).toBe(silence)
      await expect.poll(() => silent.open.size).toBe(0)
    })

    it('is something else', async () => {
      await using web = await listen((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
      expect(await opening(`http://127.0.0.1:${web.port}`)).toMatch(/^failed: .* answers, but not as the API server/)
      expect(await opening(`https://127.0.0.1:${web.port}`)).toMatch(/^failed: .* does not speak TLS$/)
      await using noise = await listen((socket) => void socket.end('-ERR who are you?\r\n'))
      expect(await opening(`http://127.0.0.1:${noise.port}`)).toMatch(/^failed: .* answers, but not as an API server/)
    })

    it('shows a certificate that the kubeconfig does not vouch for', async () => {
      expect(await opening(cluster.apiServer, 3_000)).toMatch(
        /^failed: the certificate of the API server of bench is not accepted \(\w+\)$/,
      )
      expect(await opening(cluster.apiServer, 3_000, { 'insecure-skip-tls-verify': true })).toMatch(/^authentication: /)
    })

    it('does not know the token, which is not shown', async () => {
      using folder = tempFolder({
        k: kubeconfigOf({
          cluster: { server: cluster.apiServer, 'insecure-skip-tls-verify': true },
          user: { token: 'do-not-show-this' },
        }),
      })
      const refused = await unaskedOf(open({ kubeconfig: join(folder.path, 'k') }))
      expect(refused).toEqual({
        says: 'authentication: bench does not accept the login of the user tester',
        grant: `log in again: kubectl --kubeconfig ${join(folder.path, 'k')} --context bench get --raw /version`,
      })
    })
  })
})
