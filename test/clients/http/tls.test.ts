import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import type { HttpClient } from '../../../src/clients/http/client.ts'
import { openHttp } from '../../../src/clients/http/open.ts'
import type { TlsSettings } from '../../../src/clients/tls.ts'
import { certificate } from '../../../src/facts/http/certificate.ts'
import { health } from '../../../src/facts/http/health.ts'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import { onPath } from '../../bench/toolchain/tool-run.ts'

const budget = { signal: AbortSignal.timeout(30_000), milliseconds: 30_000 }

describe.runIf(onPath('openssl'))('TLS', () => {
  const dir = mkdtempSync(join(tmpdir(), 'usrops-tls-'))
  const servers: Server[] = []
  let ca = ''
  let trusted = 0
  let expired = 0

  async function serve(cert: string, key: string): Promise<number> {
    const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, response) =>
      response.end('ok'),
    )
    servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return (server.address() as AddressInfo).port
  }

  async function facts(port: number, tls: TlsSettings) {
    const connection = await openHttp({ url: `https://127.0.0.1:${port}`, tls, dial: dialDirect }, budget)
    const client = connection.client as HttpClient
    const seen = await certificate.collect(client, budget)
    const state = await health.collect(client, budget).catch((error) => error)
    await connection.close()
    return { seen, state }
  }

  beforeAll(async () => {
    const made = await makeCertificates(dir, 'service')
    ca = readFileSync(made.ca, 'utf8')
    trusted = await serve(made.serverCertificate, made.serverKey)
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
    openssl('req', '-new', '-key', made.serverKey, '-subj', '/CN=old', '-out', 'old.csr')
    // `req -x509` refuses an end in the past, `x509 -req` does not.
    openssl('x509', '-req', '-in', 'old.csr', '-signkey', made.serverKey, '-days', '-1', '-out', 'old.crt')
    expired = await serve(join(dir, 'old.crt'), made.serverKey)
  }, 30_000)

  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections()
    rmSync(dir, { recursive: true })
  })

  test('a certificate of a known authority is trusted and its days are counted', async () => {
    const { seen, state } = await facts(trusted, { verify: 'full', ca })
    expect(seen).toMatchObject({ subject: 'localhost', issuer: 'Bench authority', problem: null, verified: true })
    expect(Math.round((seen?.expiresInMs ?? 0) / 86_400_000)).toBe(30)
    expect(state).toMatchObject({ reached: true })
  })

  test('one of an unknown authority is described, and the service not asked', async () => {
    const { seen, state } = await facts(trusted, { verify: 'full' })
    expect(seen).toMatchObject({ problem: 'unknown-authority' })
    expect(state).toMatchObject({ unasked: { kind: 'failed', grant: expect.stringContaining('set tls') } })
  })

  test('one for another name is described', async () => {
    const { seen } = await facts(trusted, { verify: 'full', ca, servername: 'users.example' })
    expect(seen).toMatchObject({ problem: 'name-mismatch' })
  })

  test('one that has expired is a value: no client would accept it', async () => {
    const old = readFileSync(join(dir, 'old.crt'), 'utf8')
    const { seen, state } = await facts(expired, { verify: 'full', ca: old })
    expect(seen).toMatchObject({ problem: 'expired' })
    expect(seen?.expiresInMs).toBeLessThan(0)
    expect(state).toMatchObject({ reached: false, why: 'tls', code: 'CERT_HAS_EXPIRED' })
  })

  test('without verification the service is asked all the same', async () => {
    const { seen, state } = await facts(expired, { verify: 'none' })
    expect(seen).toMatchObject({ verified: false })
    expect(state).toMatchObject({ reached: true })
  })
})
