import { expect, test } from 'vitest'
import { proxyOf } from '../../../src/clients/kubernetes/proxy.ts'
import { unaskedOf } from './asking.ts'

const HTTPS_PROXY = 'http://proxy.example:3128'
const server = 'https://api.cluster.example:6443'

test.each([
  ['there is no proxy', null, server, {}, null],
  ['the environment names one', null, server, { HTTPS_PROXY }, 'http://proxy.example:3128/'],
  ['its name is in small letters, without a protocol', null, server, { https_proxy: 'p:1' }, 'http://p:1/'],
  ['the kubeconfig names another', 'socks5://s:1', server, { HTTPS_PROXY }, 'socks5://s:1'],
  ['the server speaks no TLS', null, 'http://api:80', { HTTPS_PROXY }, null],
  ['the server is this machine', null, 'https://127.0.0.1:6443', { HTTPS_PROXY }, null],
  ['the name is exempt', null, server, { HTTPS_PROXY, NO_PROXY: 'api.cluster.example' }, null],
  ['its domain is exempt', null, server, { HTTPS_PROXY, NO_PROXY: 'x, .example' }, null],
  ['the end of its name is no domain of its own', null, server, { HTTPS_PROXY, NO_PROXY: 'ter.example' }, HTTPS_PROXY],
  ['another port is exempt', null, server, { HTTPS_PROXY, NO_PROXY: 'cluster.example:443' }, HTTPS_PROXY],
  ['everything is exempt', null, server, { HTTPS_PROXY, NO_PROXY: '*' }, null],
  ['its network is exempt', null, 'https://10.1.2.3', { HTTPS_PROXY, no_proxy: '10.0.0.0/8' }, null],
  [
    'another network is exempt',
    null,
    'https://10.1.2.3',
    { HTTPS_PROXY, no_proxy: '10.2.0.0/16,10.1.2.3/99' },
    HTTPS_PROXY,
  ],
  ['its IPv6 network is exempt', null, 'https://[fd00::1]:6443', { HTTPS_PROXY, no_proxy: 'fd00::/8' }, null],
])('goes the way that kubectl goes where %s', (_name, configured, url, environment, proxy) => {
  const found = proxyOf(configured, new URL(url), environment)?.href ?? null
  expect(found).toBe(proxy === HTTPS_PROXY ? `${HTTPS_PROXY}/` : proxy)
})

test('shows nothing of a proxy that cannot be used: it may hold a password', async () => {
  const wrong = await unaskedOf(Promise.resolve().then(() => proxyOf('ftp://me:hunter2@p', new URL(server), {})))
  expect(JSON.stringify(wrong)).not.toContain('hunter2')
})
