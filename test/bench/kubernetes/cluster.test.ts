import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { startBench } from '../bench.ts'
import { silent } from '../machine/progress.ts'
import { until } from '../machine/until.ts'
import type { Cluster } from './cluster.ts'
import { describeOwnCluster } from './describe-own-cluster.ts'
import { busyboxImage } from './images/busybox-image.ts'
import { USER_SERVICE_PORT, userServiceImage } from './images/user-service-image.ts'
import { KUBERNETES_VERSION } from './programs/cluster-binary.ts'
import { nodePackages } from './programs/node-packages.ts'
import { startCluster } from './start-cluster.ts'
import { findTraces, tracesOf } from './traces.ts'

const START_TIMEOUT_MS = 120_000

await describeOwnCluster('a cluster', () => {
  let cluster: Cluster
  let busybox = ''

  beforeAll(async () => {
    cluster = await startCluster()
    const image = await busyboxImage()
    await cluster.importImage(image)
    busybox = image.reference
    await cluster.apply([...web(busybox)])
    await cluster.run('rollout', 'status', 'deployment/web', '--timeout=60s')
  }, START_TIMEOUT_MS)

  afterEach(() => vi.unstubAllEnvs())

  afterAll(async () => {
    const traces = tracesOf(cluster)
    expect(findTraces(traces).filter((each) => each.startsWith('process')).length).toBeGreaterThan(20)
    await cluster.stop()
    expect(findTraces(traces)).toEqual([])
    expect(await packetFilters()).not.toMatch(/KUBE-|CNI-/)
  })

  it('has a node that is ready', async () => {
    const [name, status, , , version] = (await cluster.run('get', 'nodes', '--no-headers')).split(/\s+/)
    expect([name, status]).toEqual([cluster.nodeName, 'Ready'])
    expect(version).toBe(KUBERNETES_VERSION)
  })

  it('shows what a pod writes, and lets one work in it', async () => {
    expect(await cluster.run('logs', 'deployment/web')).toBe('started')
    expect(await cluster.run('exec', 'deployment/web', '--', 'id', '-u')).toBe('0')
  })

  it('brings callers to services, from a pod by name and from here by address', async () => {
    const names = ['web', 'web.default.svc.cluster.local']
    for (const name of names) {
      expect(await cluster.run('exec', 'deployment/web', '--', 'wget', '-qO-', `http://${name}`)).toBe('hello')
    }
    const address = await cluster.run('get', 'service', 'web', '--output', 'jsonpath={.spec.clusterIP}')
    expect(await (await fetch(`http://${address}`)).text()).toBe('hello\n')
  })

  it('knows no names but its own', async () => {
    const lookup = cluster.run('exec', 'deployment/web', '--', 'nslookup', 'example.com')
    await expect(lookup).rejects.toThrow('NXDOMAIN')
  })

  it('forwards a port', async () => {
    const words = ['--kubeconfig', cluster.kubeconfig, 'port-forward', 'service/web', ':80']
    const forwarding = spawn(cluster.kubectl, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface(forwarding.stdout), 'line')
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(String(line)) ?? []
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello\n')
    forwarding.kill()
    await once(forwarding, 'exit')
  })

  it('lets pods call processes of this machine', async () => {
    const server = createServer((_request, response) => response.end('from outside')).listen(0, cluster.hostAddress)
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const url = `http://${cluster.hostAddress}:${port}`
    expect(await cluster.run('exec', 'deployment/web', '--', 'wget', '-qO-', url)).toBe('from outside')
    server.close()
  })

  it('runs the sample service on systems of this machine', async () => {
    const bench = await startBench({ postgres: { host: cluster.hostAddress } })
    const image = await userServiceImage()
    await cluster.importImage(image)
    const variables = Object.entries({ ...bench.env, JWT_SECRET: 'x' }).map(([name, value]) => ({ name, value }))
    const probe = { httpGet: { path: '/health/ready', port: USER_SERVICE_PORT }, periodSeconds: 1 }
    const container = { name: 'app', image: image.reference, env: variables, readinessProbe: probe }
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'users' }, spec: { containers: [container] } }
    await cluster.apply([pod])
    await cluster.run('wait', '--for=condition=Ready', 'pod/users', '--timeout=90s')
    const address = await cluster.run('get', 'pod', 'users', '--output', 'jsonpath={.status.podIP}')
    expect(await (await fetch(`http://${address}:${USER_SERVICE_PORT}/health`)).json()).toMatchObject({ status: 'ok' })
    await bench.stop()
  }, 120_000)

  it('gives people only the rights that they are given', async () => {
    const kubeconfig = await cluster.kubeconfigFor({ user: 'ada@example.com', groups: ['on-call'] })
    const asAda = (...words: string[]) => execa(cluster.kubectl, ['--kubeconfig', kubeconfig, ...words])
    await expect(asAda('get', 'pods')).rejects.toThrow('User "ada@example.com" cannot list resource "pods"')
    await cluster.run('create', 'clusterrolebinding', 'on-call', '--clusterrole=view', '--group=on-call')
    expect((await asAda('get', 'pods')).stdout).toContain('web-')
    await expect(asAda('get', 'secrets')).rejects.toThrow('forbidden')
  })

  it('gives service accounts theirs, and notes who asked for what', async () => {
    await cluster.run('create', 'serviceaccount', 'robot')
    const kubeconfig = await cluster.kubeconfigFor({ serviceAccount: 'robot', namespace: 'default' })
    await expect(execa(cluster.kubectl, ['--kubeconfig', kubeconfig, 'get', 'nodes'])).rejects.toThrow('forbidden')
    const lines = readFileSync(cluster.auditLog, 'utf8').trimEnd().split('\n')
    const asked = lines.map((line) => JSON.parse(line)).filter(({ user }) => user.username.endsWith(':default:robot'))
    expect(asked).toContainEqual(
      expect.objectContaining({ verb: 'list', objectRef: expect.objectContaining({ resource: 'nodes' }) }),
    )
  })

  it('can be used by another process, which cannot harm it', async () => {
    vi.stubEnv('USROPS_BENCH_KUBECONFIG', cluster.kubeconfig)
    const adopted = await startCluster()
    expect(adopted).toMatchObject({ owned: false, hostAddress: cluster.hostAddress, nodeName: cluster.nodeName })
    await adopted.importImage(await busyboxImage())
    const kubeconfig = await adopted.kubeconfigFor({ user: 'grace' })
    const { stdout } = await execa(adopted.kubectl, ['--kubeconfig', kubeconfig, 'auth', 'whoami'])
    expect(stdout).toContain('grace')
    expect(() => adopted.parts.kubelet.pause()).toThrow('unset USROPS_BENCH_KUBECONFIG')
    await adopted.stop()
    await cluster.run('get', 'nodes')
  })

  it('measures its pods', async () => {
    await until('there are measurements', async () => (await top()).includes('web-'), 120_000)
    expect(await top()).toMatch(/^web-\S+\s+\d+m\s+\d+Mi/m)
  }, 130_000)

  function top(): Promise<string> {
    return cluster.run('top', 'pods').catch(() => '')
  }
})

/** Of this machine, as the same program sees them by which the node makes its own. */
async function packetFilters(): Promise<string> {
  const { path, env } = await nodePackages(silent)
  return (await execa(`${path.split(':')[0]}/iptables-save`, { env })).stdout
}

function web(image: string): readonly object[] {
  const labels = { app: 'web' }
  const script = 'echo hello > /tmp/index.html; echo started; exec httpd -f -p 8080 -h /tmp'
  const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 }
  const container = { name: 'web', image, args: ['-c', script], readinessProbe }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ]
}
