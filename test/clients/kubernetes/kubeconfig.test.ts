import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node/dist/config.js'
import { describe, expect, test } from 'vitest'
import { findAccess } from '../../../src/clients/kubernetes/access.ts'
import { listContexts } from '../../../src/clients/kubernetes/contexts.ts'
import { serviceAccountAccess } from '../../../src/clients/kubernetes/service-account.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { kubeconfigOf, unaskedOf } from './asking.ts'

const secret = 'do-not-show-this'

function config(contexts: Readonly<Record<string, string>>, current?: string): string {
  return JSON.stringify({
    clusters: Object.values(contexts).map((server) => ({
      name: server,
      cluster: { server: `https://${server}:6443/` },
    })),
    users: [{ name: 'me', user: { token: secret } }],
    contexts: Object.entries(contexts).map(([name, cluster]) => ({ name, context: { cluster, user: 'me' } })),
    ...(current && { 'current-context': current }),
  })
}

describe('which cluster is meant', () => {
  test('is the current context of KUBECONFIG, whose first file wins, and whose missing files do not matter', async () => {
    using folder = tempFolder({
      a: config({ shared: 'a', one: 'a' }, 'one'),
      b: config({ shared: 'b', two: 'b' }, 'two'),
    })
    const KUBECONFIG = ['a', 'missing', 'b'].map((name) => join(folder.path, name)).join(':')
    const reached = async (context?: string) => {
      const access = await findAccess(context === undefined ? {} : { context }, { KUBECONFIG })
      return [access.name, access.server.host, ...access.kubectl.slice(1)]
    }
    expect(await reached()).toEqual(['one', 'a:6443', '--context', 'one'])
    expect(await reached('two')).toEqual(['two', 'b:6443', '--context', 'two'])
    expect(await reached('shared')).toEqual(['shared', 'a:6443', '--context', 'shared'])
    expect((await listContexts({}, { KUBECONFIG })).contexts.map(({ name }) => name)).toEqual(['one', 'shared', 'two'])
  })

  test('is that of ~/.kube/config without KUBECONFIG, and that of a file that is named before both', async () => {
    using folder = tempFolder({ '.kube/config': config({ home: 'h' }, 'home'), named: config({ named: 'n' }) })
    const environment = { HOME: folder.path }
    expect((await findAccess({}, environment)).name).toBe('home')
    const kubeconfig = join(folder.path, 'named')
    const access = await findAccess({ kubeconfig, name: 'production' }, environment)
    expect(access).toMatchObject({
      name: 'production',
      context: 'named',
      kubectl: ['kubectl', '--kubeconfig', kubeconfig, '--context', 'named'],
      helm: ['helm', '--kubeconfig', kubeconfig, '--kube-context', 'named'],
    })
  })

  test('is the own one of a pod, where there is no kubeconfig', async () => {
    using folder = tempFolder({ token: secret, 'ca.crt': 'PEM', namespace: 'users\n' })
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
    expect(serviceAccountAccess({}, environment, folder.path)).toMatchObject({
      server: new URL('https://[fd00::1]'),
      namespace: 'users',
      ca: 'PEM',
      context: null,
      kubectl: ['kubectl'],
    })
    expect(serviceAccountAccess({}, {}, folder.path)).toBeNull()
  })

  test.each([
    [
      'a context that is nearly right',
      { context: 'prodution' },
      'there is no context prodution: did you mean production?',
    ],
    ['a part of a context', { context: 'EUROPE' }, 'there is no context EUROPE: did you mean gke_shop_europe?'],
    ['a context like no other', { context: 'xyz' }, 'there is no context xyz'],
  ])('says what to type instead of %s', async (_name, settings, message) => {
    using folder = tempFolder({ k: config({ production: 'p', gke_shop_europe: 'g' }) })
    const wrong = await unaskedOf(findAccess(settings, { KUBECONFIG: join(folder.path, 'k') }))
    expect(wrong).toEqual({ says: `usage: ${message}`, grant: 'contexts: gke_shop_europe, production' })
  })

  test('is not guessed among several', async () => {
    using folder = tempFolder({ k: config({ a: 'a', b: 'b' }) })
    const wrong = await unaskedOf(findAccess({}, { KUBECONFIG: join(folder.path, 'k') }))
    expect(wrong).toMatchObject({ says: expect.stringMatching(/^usage: no context is named/), grant: 'name one: a, b' })
  })

  test('is not known where nothing names one', async () => {
    expect((await unaskedOf(findAccess({}, {}))).says).toBe('usage: no cluster is known: there is no ~/.kube/config')
    const KUBECONFIG = '/nonexistent/config'
    expect((await unaskedOf(findAccess({}, { KUBECONFIG }))).says).toContain(KUBECONFIG)
    expect((await unaskedOf(findAccess({ kubeconfig: KUBECONFIG }, {}))).says).toContain('there is no kubeconfig')
    expect(await listContexts({}, {})).toEqual({ contexts: [], current: null, insidePod: false })
  })
})

describe('a kubeconfig that is wrong', () => {
  test.each([
    ['YAML that is none', `users:\n- user: {token: ${secret}\n`, 'line 3 is not valid YAML'],
    ['something else', `- ${secret}`, 'it holds no configuration'],
    ['an alias without an anchor', `users: [{name: ${secret}, user: *x}]`, 'it has an alias'],
    [
      'no server',
      kubeconfigOf({ cluster: { server: secret } }),
      'the cluster bench of the kubeconfig has no usable server',
    ],
    [
      'a broken proxy',
      kubeconfigOf({ cluster: { server: 'https://a', 'proxy-url': secret } }),
      'proxy-url of the kubeconfig',
    ],
    [
      'a file that is gone',
      kubeconfigOf({ cluster: { server: 'https://a', 'certificate-authority': 'x.crt' } }),
      'x.crt',
    ],
  ])('is told apart without quoting it: %s', async (_name, text, words) => {
    using folder = tempFolder({ k: text })
    const { says, grant } = await unaskedOf(findAccess({ kubeconfig: join(folder.path, 'k') }, {}))
    expect(says).toMatch(/^usage: /)
    expect(says).toContain(words)
    expect(`${says} ${grant}`).not.toContain(secret)
    expect(grant).toBeTruthy()
  })

  test('that names a user or cluster that is nowhere is said so', async () => {
    using folder = tempFolder({ k: config({ a: 'a' }, 'a').replace('"name":"me"', '"name":"you"') })
    const wrong = await unaskedOf(findAccess({ kubeconfig: join(folder.path, 'k') }, {}))
    expect(wrong).toEqual({ says: 'usage: the context a names the user me, which is nowhere', grant: 'users: you' })
  })
})

describe('what the official client reads of a kubeconfig', () => {
  test('is read here, too', async () => {
    const cluster = {
      server: 'https://cluster.example:6443',
      'tls-server-name': 'kubernetes',
      'insecure-skip-tls-verify': true,
      'certificate-authority-data': Buffer.from('authority').toString('base64'),
      'proxy-url': 'socks5://127.0.0.1:1080',
    }
    using folder = tempFolder({ k: kubeconfigOf({ cluster, user: { token: secret }, namespace: 'users' }) })
    const official = new KubeConfig()
    official.loadFromFile(join(folder.path, 'k'))
    const access = await findAccess({ kubeconfig: join(folder.path, 'k') }, {})
    const theirs = official.getCurrentCluster()
    expect(access.server.origin).toBe(theirs?.server)
    expect(access.serverName).toBe(theirs?.tlsServerName)
    expect(access.verify).toBe(!theirs?.skipTLSVerify)
    expect(Buffer.from(access.ca ?? '').toString('base64')).toBe(theirs?.caData)
    expect(access.proxy?.href).toBe(theirs?.proxyUrl)
    expect(access.namespace).toBe(official.getContextObject('bench')?.namespace)
    expect(access.user.fields.token).toBe(official.getCurrentUser()?.token)
  })
})
