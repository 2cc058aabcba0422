import { readFileSync } from 'node:fs'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import type { ClusterStage } from './stage.ts'

/** Programs that run beside the kubelet, in the network of the node: what is called there by `localhost`. */
const NAMESPACE = 'bench-node'

/** Answers like a registry: repositories below `restricted/` are not for everybody, those below `crowded/` are asked too often, and no other image is there. */
const registry = `
require('node:http').createServer((request, response) => {
  const say = (status, code, message, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ errors: [{ code, message }] }))
  if (/^\\/v2\\/restricted\\//.test(request.url)) return say(403, 'DENIED', 'requested access to the resource is denied')
  if (/^\\/v2\\/crowded\\//.test(request.url)) return say(429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit.')
  if (/^\\/v2\\/?$/.test(request.url)) return response.end('{}')
  say(404, 'MANIFEST_UNKNOWN', 'manifest unknown')
}).listen(80, '127.0.0.1')`

/** Answers like an admission webhook that lets no pod in. */
const denyingWebhook = `
const { CERT: cert, KEY: key } = process.env
require('node:https').createServer({ cert, key }, async (request, response) => {
  const { request: asked } = JSON.parse(Buffer.concat(await request.toArray()))
  const status = { code: 403, message: 'image is not signed by release@example.com' }
  const answer = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: asked.uid, allowed: false, status } }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}).listen(8444, '127.0.0.1')`

/** Starts the registry of the node; it is `localhost` in references of images. */
export async function startRegistry(stage: Pick<ClusterStage, 'cluster'>, image: string): Promise<void> {
  await start(stage, 'registry', image, registry)
}

/** Starts a webhook that denies; what is returned is how the API server reaches it. */
export async function startDenyingWebhook(stage: ClusterStage): Promise<{ url: string; caBundle: string }> {
  const { ca, serverCertificate, serverKey } = await makeCertificates(stage.dir, `webhook-${Date.now()}`)
  const env = { CERT: readFileSync(serverCertificate, 'utf8'), KEY: readFileSync(serverKey, 'utf8') }
  await start(stage, 'webhook', stage.serviceImage, denyingWebhook, env)
  return { url: 'https://localhost:8444/validate', caBundle: readFileSync(ca).toString('base64') }
}

async function start(
  { cluster }: Pick<ClusterStage, 'cluster'>,
  name: string,
  image: string,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }))
  await cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        hostNetwork: true,
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsUser: 0 },
        containers: [{ name, image, command: ['node', '-e', script], imagePullPolicy: 'IfNotPresent', env: variables }],
      },
    },
  ])
  await cluster.run('-n', NAMESPACE, 'wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s')
}
