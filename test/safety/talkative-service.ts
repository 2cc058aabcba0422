import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { makeCertificates } from '../bench/machine/certificates.ts'
import { runTool } from '../bench/toolchain/tool-run.ts'
import { canaries } from './canaries.ts'

const c = canaries

const health = {
  status: 'DOWN',
  version: `2.0 (built by ${c.healthEmail})`,
  components: {
    db: {
      status: 'DOWN',
      details: { error: `connect ECONNREFUSED postgres://app:${c.healthPassword}@db:5432/users?token=${c.urlToken}` },
    },
    [c.healthEmail]: { status: 'DOWN', details: { error: `password=${c.healthPassword} for ${c.healthEmail}` } },
    redis: { status: 'DOWN', error: `WRONGPASS for user ${c.healthEmail}, Authorization: Bearer ${c.bearer}` },
  },
}

const metrics = `# TYPE http_requests_total counter
http_requests_total{method="GET",route="/users/${c.metricEmail}",status="500",token="${c.metricToken}"} 900
http_requests_total{method="GET",route="/users?access_token=${c.metricToken}",status="200"} 100
# TYPE circuit_breaker_state gauge
circuit_breaker_state{name="${c.metricEmail}"} 2
`

const breakers = [{ name: c.metricEmail, state: 'open', lastError: `token=${c.metricToken} ${c.jwtInBody} refused` }]

/** A service over TLS that tells everything to everybody, its certificate included. */
export async function startTalkativeService(dir: string) {
  const { ca, serverKey } = await makeCertificates(dir, 'talkative')
  const folder = join(dir, 'certificates-talkative')
  const subject = `/CN=localhost/emailAddress=${c.certificateEmail}`
  await runTool('openssl', ['req', '-new', '-key', 'server.key', '-out', 'talkative.csr', '-subj', subject], folder)
  // Two days: soon enough to be talked about.
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext']
  await runTool('openssl', ['x509', '-req', '-in', 'talkative.csr', '-out', 'talkative.crt', ...signing], folder)
  const tls = { key: readFileSync(serverKey), cert: readFileSync(join(folder, 'talkative.crt')) }
  const server = createServer(tls, (request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type, 'set-cookie': `sid=${c.bearer}` }).end(body)
    if (request.url === '/metrics') return send(200, 'text/plain', metrics)
    if (request.url === '/admin/breakers') return send(200, 'application/json', JSON.stringify(breakers))
    if (/health/.test(request.url ?? '')) return send(503, 'application/json', JSON.stringify(health))
    return send(500, 'text/plain', `Traceback: token=${c.metricToken} ${c.healthEmail}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    ca,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
