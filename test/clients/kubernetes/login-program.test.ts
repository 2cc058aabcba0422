import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findAccess } from '../../../src/clients/kubernetes/access.ts'
import { Credentials } from '../../../src/clients/kubernetes/credentials.ts'
import { startedAt } from '../../bench/machine/process-table.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { kubeconfigOf, unaskedOf } from './asking.ts'

const secret = 'do-not-show-this'

function answer(status: object): string {
  return JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })
}

/** A user of a kubeconfig who logs in by a shell script beside it. */
async function loggingIn(script: string, exec: object = {}, cluster: object = {}) {
  const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', ...exec } }
  const k = kubeconfigOf({ cluster: { server: 'https://cluster.example', ...cluster }, user })
  const folder = tempFolder({ k, login: `#!/bin/sh\ncd "$(dirname "$0")"\n${script}\n` })
  chmodSync(join(folder.path, 'login'), 0o700)
  const credentials = new Credentials(await findAccess({ kubeconfig: join(folder.path, 'k') }, {}))
  return {
    ...{ path: folder.path, credentials },
    current: (milliseconds = 5_000) => credentials.current(AbortSignal.timeout(milliseconds)),
    read: (name: string) => readFileSync(join(folder.path, name), 'utf8'),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

describe('a login program', () => {
  test('gives a token, or a client certificate', async () => {
    using token = await loggingIn(`echo '${answer({ token: secret })}'`)
    expect((await token.current()).authorization?.reveal()).toBe(`Bearer ${secret}`)
    using both = await loggingIn(`echo '${answer({ clientCertificateData: 'C', clientKeyData: 'K' })}'`)
    const { authorization, certificate, key } = await both.current()
    expect([authorization, certificate, key?.reveal()]).toEqual([null, 'C', 'K'])
  })

  test('gets its words and variables, and is told of the cluster only when it asks for that', async () => {
    const say = `printenv KUBERNETES_EXEC_INFO > info; echo "$1 $WHO" > words; echo '${answer({ token: 't' })}'`
    const exec = { args: ['first word'], env: [{ name: 'WHO', value: 'me' }] }
    using plain = await loggingIn(say, exec)
    await plain.current()
    expect(plain.read('words')).toBe('first word me\n')
    expect(JSON.parse(plain.read('info'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    })
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'a' } }]
    using told = await loggingIn(say, { ...exec, provideClusterInfo: true }, { extensions, 'tls-server-name': 'n' })
    await told.current()
    const cluster = { server: 'https://cluster.example', 'tls-server-name': 'n', config: { audience: 'a' } }
    expect(JSON.parse(told.read('info')).spec).toEqual({ interactive: false, cluster })
  })

  test('is run once for all who wait, and again only when what it gave has ended', async () => {
    const until = (ms: number) => new Date(Date.now() + ms).toISOString()
    const count = (expirationTimestamp: string) =>
      `echo x >> runs; echo '${answer({ token: 't', expirationTimestamp })}'`
    using kept = await loggingIn(count(until(3_600_000)))
    await Promise.all([kept.current(), kept.current(), kept.current()])
    const first = await kept.current()
    expect(kept.read('runs')).toBe('x\n')
    expect([kept.credentials.renew(first), kept.credentials.renew(first)]).toEqual([true, true])
    await Promise.all([kept.current(), kept.current()])
    expect(kept.read('runs')).toBe('x\nx\n')
    using ended = await loggingIn(count(until(-1_000)))
    await ended.current()
    await ended.current()
    expect(ended.read('runs')).toBe('x\nx\n')
  })

  test('cannot ask: it has neither an input nor a terminal', async () => {
    using reads = await loggingIn(`read answer; echo '${answer({ token: 't' })}'`)
    expect((await reads.current()).authorization?.reveal()).toBe('Bearer t')
    using terminal = await loggingIn(`echo 'Password:' > /dev/tty && read answer < /dev/tty || exit 7`)
    expect(await unaskedOf(terminal.current())).toEqual({
      says: 'authentication: no login to bench: ./login, which the kubeconfig names for the login, failed with exit code 7',
      grant: `log in again: kubectl --kubeconfig ${join(terminal.path, 'k')} --context bench get --raw /version`,
    })
    using must = await loggingIn('touch started', { interactiveMode: 'Always' })
    expect((await unaskedOf(must.current())).says).toMatch(/wants to ask questions$/)
    expect(existsSync(join(must.path, 'started'))).toBe(false)
  })

  test('that waits for a person is ended in time, with all that it started', async () => {
    using waits = await loggingIn('(trap "" TERM; sleep 60 & echo $! > child; wait)')
    const begun = performance.now()
    expect((await unaskedOf(waits.current(500))).says).toMatch(/did not finish: is it waiting for a person\?$/)
    expect(performance.now() - begun).toBeLessThan(3_000)
    const child = Number(waits.read('child'))
    await expect.poll(() => startedAt(child)).toBeUndefined()
  })

  test.each([
    ['fails', `echo ${secret} >&2; echo ${secret}; exit 3`, 'failed with exit code 3'],
    ['gives something else', `echo '{"kind":"ExecCredential","status":{"${secret}":1}}'`, 'gave no credential'],
    ['gives no JSON', `echo ${secret}`, 'gave no credential'],
    ['says too much', 'head -c 3000000 /dev/zero', 'failed'],
  ])('that %s is said so, without a word of what it printed', async (_name, script, words) => {
    using broken = await loggingIn(script)
    const wrong = await unaskedOf(broken.current())
    expect(wrong.says).toContain(words)
    expect(JSON.stringify(wrong)).not.toContain(secret)
    const error = await broken.current().catch((reason: unknown) => reason)
    expect(JSON.stringify(error)).not.toContain(secret)
  })

  test('that is not installed is named, with the way to get it', async () => {
    using missing = await loggingIn('', { command: 'no-such-login', installHint: 'apt install it\nmore' })
    expect(await unaskedOf(missing.current())).toEqual({
      says: 'authentication: no-such-login, which the kubeconfig names for the login to bench, is not installed here',
      grant: 'apt install it',
    })
  })
})

describe('what the kubeconfig itself holds', () => {
  const credential = async (user: object, files: Readonly<Record<string, string>> = {}) => {
    const folder = tempFolder({ k: kubeconfigOf({ cluster: { server: 'https://c' }, user }), ...files })
    const credentials = new Credentials(await findAccess({ kubeconfig: join(folder.path, 'k') }, {}))
    const found = await credentials.current(AbortSignal.timeout(1_000)).finally(() => folder[Symbol.dispose]())
    return found.authorization?.reveal() ?? null
  }
  const jwt = (exp: number) => ['h', Buffer.from(JSON.stringify({ exp })).toString('base64url'), 's'].join('.')
  const oidc = (idToken: string) => ({ 'auth-provider': { name: 'oidc', config: { 'id-token': idToken } } })

  test('is used in the order of kubectl', async () => {
    expect(await credential({ token: 'a', tokenFile: 't' }, { t: 'b\n' })).toBe('Bearer b')
    expect(await credential({ token: 'a', tokenFile: 'gone' })).toBe('Bearer a')
    expect(await credential({ token: 'a', exec: { command: 'nothing' } })).toBe('Bearer a')
    expect(await credential({ username: 'u', password: 'p' })).toBe('Basic dTpw')
    expect(await credential({})).toBeNull()
  })

  test('is used of the provider oidc while it holds, and not renewed: only kubectl writes the new one down', async () => {
    const valid = jwt(Date.now() / 1000 + 3_600)
    expect(await credential(oidc(valid))).toBe(`Bearer ${valid}`)
    const { says, grant } = await unaskedOf(credential(oidc(jwt(1_000))))
    expect(says).toBe('authentication: the user tester of the kubeconfig has a token that expired')
    expect(grant).toMatch(/get --raw \/version$/)
  })

  test('is not used of a provider that kubectl has not either', async () => {
    const { says } = await unaskedOf(credential({ 'auth-provider': { name: 'gcp' } }))
    expect(says).toMatch(/^unsupported: .*auth-provider gcp/)
  })

  test('is said to be missing where a file is gone', async () => {
    expect((await unaskedOf(credential({ tokenFile: 'gone' }))).says).toMatch(/^authentication: the token file gone/)
    expect((await unaskedOf(credential({ 'client-certificate': 'gone.crt' }))).says).toMatch(/^usage: .*gone\.crt/)
  })
})
