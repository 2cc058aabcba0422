import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { runTool } from '../../bench/toolchain/tool-run.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { serveSocks } from '../socks-server.ts'
import { listen } from '../tcp-servers.ts'
import { kubeconfigOf, named, open, unaskedOf } from './asking.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

await describeOnBench(['kubernetes'], 'the ways into a cluster', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let address: { server: string; 'certificate-authority-data': string }
  let token: string

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-logins')
    const { clusters, users } = parse(readFileSync(cluster.kubeconfig, 'utf8'))
    address = clusters[0].cluster
    token = users[0].user.token
    await own.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } })
  })

  afterAll(async () => {
    await own.remove()
    await cluster.stop()
  })

  const whoAmI = async (path: string, environment = {}) => {
    await using session = await open({ kubeconfig: path }, 10_000, environment)
    return session.identity === null ? 'somebody else' : 'the administrator'
  }

  /** As the kubeconfig says, with files beside it. */
  async function entering(user: object, clusterParts: object = {}, files: Readonly<Record<string, string>> = {}) {
    using folder = tempFolder({ k: kubeconfigOf({ cluster: { ...address, ...clusterParts }, user }), ...files })
    for (const name of Object.keys(files)) chmodSync(join(folder.path, name), 0o700)
    return await whoAmI(join(folder.path, 'k'))
  }

  const script = (words: string) => ({
    login: `#!/bin/sh\necho '{"kind":"ExecCredential","status":{${words}}}'\n`,
  })

  it('are a token, written down or in a file', async () => {
    expect(await entering({ token })).toBe('the administrator')
    expect(await entering({ tokenFile: 'token' }, {}, { token: `${token}\n` })).toBe('the administrator')
  })

  it('are a login program that gives a token or a client certificate', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login' }
    expect(await entering({ exec }, {}, script(`"token":"${token}"`))).toBe('the administrator')
    const { users } = parse(
      readFileSync(await cluster.kubeconfigFor({ user: 'a', groups: ['system:masters'] }), 'utf8'),
    )
    const pem = (data: string) => JSON.stringify(Buffer.from(data, 'base64').toString())
    const { 'client-certificate-data': certificate, 'client-key-data': key } = users[0].user
    const both = script(`"clientCertificateData":${pem(certificate)},"clientKeyData":${pem(key)}`).login
    const quoted = `#!/bin/sh\ncat <<'END'\n${both.slice(both.indexOf('{'), -2)}\nEND\n`
    expect(await entering({ exec }, {}, { login: quoted })).toBe('the administrator')
    expect(await entering(users[0].user)).toBe('the administrator')
  })

  it('are a login program whose token the server no longer takes: it is run once more', async () => {
    const login = `#!/bin/sh
cd "$(dirname "$0")"
echo x >> runs
[ "$(wc -l < runs)" -gt 1 ] && TOKEN=${token} || TOKEN=old
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$TOKEN\\"}}"
`
    using folder = tempFolder({ k: kubeconfigOf({ cluster: address, user: { exec: { command: './login' } } }), login })
    chmodSync(join(folder.path, 'login'), 0o700)
    expect(await whoAmI(join(folder.path, 'k'))).toBe('the administrator')
    expect(readFileSync(join(folder.path, 'runs'), 'utf8')).toBe('x\nx\n')
  })

  it('are those of a service account', async () => {
    const path = await cluster.kubeconfigFor({ serviceAccount: 'robot', namespace: own.name }, own.name)
    await using session = await open({ kubeconfig: path })
    expect(session.access.namespace).toBe(own.name)
    expect(await session.look().may('list', '', 'pods', { namespace: own.name })).toBe(false)
  })

  it('are those of the user and the groups that an administrator takes on', async () => {
    const may = async (user: object) => {
      using folder = tempFolder({ k: kubeconfigOf({ cluster: address, user: { token, ...user } }) })
      await using session = await open({ kubeconfig: join(folder.path, 'k') })
      return await session.look().may('list', '', 'nodes', {})
    }
    expect(await may({})).toBe(true)
    expect(await may({ as: 'nobody' })).toBe(false)
    expect(await may({ as: 'nobody', 'as-groups': ['x', 'system:masters'], 'as-user-extra': { 'a/b': ['c'] } })).toBe(
      true,
    )
  })

  it('show no certificate, key or token where one cannot be used', async () => {
    const broken = { 'client-certificate-data': btoa('no certificate'), 'client-key-data': btoa('do-not-show-this') }
    const { says } = await unaskedOf(entering(broken))
    expect(says).toMatch(/^authentication: the client certificate or key of tester in the kubeconfig cannot be used/)
    expect(says).not.toContain('do-not-show')
  })

  it('end with the client certificate, which is said', async () => {
    using folder = tempFolder()
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'old.key']
    await runTool('openssl', ['req', '-new', ...key, '-out', 'request', '-subj', '/CN=me'], folder.path)
    const old = ['-req', '-in', 'request', '-signkey', 'old.key', '-days', '-1', '-out', 'old.crt']
    await runTool('openssl', ['x509', ...old], folder.path)
    const paths = { 'client-certificate': join(folder.path, 'old.crt'), 'client-key': join(folder.path, 'old.key') }
    const { says, grant } = await unaskedOf(entering(paths))
    expect(says).toMatch(
      /^authentication: bench does not accept the login of the user tester: the client certificate expired on \d{4}-\d\d-\d\d$/,
    )
    expect(grant).toMatch(/^log in again: kubectl .* get --raw \/version$/)
  })

  describe('lead through something', () => {
    /** Passes everything on to the API server. */
    const onward = (socket: Socket) => {
      const { hostname, port } = new URL(address.server)
      const far = connect(Number(port), hostname)
      socket.pipe(far).pipe(socket)
      socket.on('close', () => far.destroy())
      far.on('error', () => socket.destroy())
    }

    it('under another address, as long as the name that the kubeconfig expects is shown', async () => {
      await using relay = await listen(onward)
      const server = `https://localhost:${relay.port}`
      const name = { 'tls-server-name': 'kubernetes.default.svc' }
      expect(await entering({ token }, { server, ...name })).toBe('the administrator')
      const other = await unaskedOf(entering({ token }, { server, 'tls-server-name': 'production.example' }))
      expect(other.says).toBe(
        'failed: the certificate of the API server of bench is not accepted (ERR_TLS_CERT_ALTNAME_INVALID)',
      )
      expect(other.grant).toContain('tls-server-name')
    })

    it('an HTTP proxy, of the kubeconfig or the environment, with its login', async () => {
      await using proxy = await listen(serveConnect)
      const url = (user: string) => `http://${user}@127.0.0.1:${proxy.port}`
      expect(await entering({ token }, { 'proxy-url': url('me:let%20me%20in') })).toBe('the administrator')
      using folder = tempFolder({ k: kubeconfigOf({ cluster: address, user: { token } }) })
      const HTTPS_PROXY = url('me:let%20me%20in')
      expect(await whoAmI(join(folder.path, 'k'), { HTTPS_PROXY })).toBe('the administrator')
      const { host, hostname } = new URL(address.server)
      const refused = await unaskedOf(entering({ token }, { 'proxy-url': url('me:wrong-word') }))
      expect(refused.says).toBe(
        `unreachable: the API server of bench: ${host} is not reachable from here: the proxy 127.0.0.1:${proxy.port} does not connect, it asks for a login`,
      )
      expect(JSON.stringify(refused)).not.toContain('wrong-word')
      expect(await whoAmI(join(folder.path, 'k'), { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: hostname })).toBe(
        'the administrator',
      )
    })

    it('a SOCKS proxy', async () => {
      await using proxy = await listen(serveSocks)
      expect(await entering({ token }, { 'proxy-url': `socks5://127.0.0.1:${proxy.port}` })).toBe('the administrator')
    })
  })

  it('lead to one of several contexts of several files', async () => {
    using folder = tempFolder({
      one: kubeconfigOf({ cluster: { server: 'https://127.0.0.1:1' }, context: 'elsewhere' }),
      two: kubeconfigOf({ cluster: address, user: { token }, context: 'here' }).replaceAll('tester', 'me'),
    })
    writeFileSync(join(folder.path, 'empty'), '')
    const KUBECONFIG = ['one', 'empty', 'two'].map((name) => join(folder.path, name)).join(':')
    await using session = await open({ context: 'here' }, 10_000, { KUBECONFIG })
    expect(await session.look().list(named('nodes', '', { namespaced: false }), {})).toContain(cluster.nodeName)
  })
})

/** CONNECT for somebody who knows the word: RFC 9110, 9.3.6. */
function serveConnect(client: Socket): void {
  client.once('data', (head) => {
    const [, host = '', port] = /^CONNECT (\S+):(\d+) HTTP\/1\.1/.exec(head.toString()) ?? []
    const login = Buffer.from('me:let me in').toString('base64')
    if (!head.includes(`Proxy-Authorization: Basic ${login}`)) return client.end('HTTP/1.1 407 No\r\n\r\n')
    const far = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n')
      client.pipe(far).pipe(client)
    })
    client.on('close', () => far.destroy())
    far.on('error', () => client.destroy())
  })
}
