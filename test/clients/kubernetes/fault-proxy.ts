import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { parse } from 'yaml'
import { kubeconfigOf } from './asking.ts'

/** What stands in the way of one request: it answers, or it lets the real server answer. */
export type Fault = (exchange: {
  readonly request: IncomingMessage
  readonly answer: ServerResponse
  /** Of all requests with this path so far, which one it is, from 1. */
  readonly nth: number
  /** Lets the real server answer, another path if one is given. */
  readonly pass: (path?: string) => void
}) => void

/** Something on the way to a real API server that can misbehave. It speaks HTTP without TLS, and asks the server with the rights of the kubeconfig, or of a user it stands for. */
export async function startFaultProxy(kubeconfig: string, user?: string) {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'))
  const real = new URL(clusters[0].cluster.server)
  const ca = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64')
  const impersonation = user === undefined ? {} : { 'impersonate-user': user }
  const paths: string[] = []
  let fault: Fault = ({ pass }) => pass()
  const server = createServer((incoming, answer) => {
    const { url = '/', method = 'GET', headers } = incoming
    paths.push(url)
    const pass = (path = url) => {
      const onward = { ...headers, host: real.host, authorization: `Bearer ${users[0].user.token}`, ...impersonation }
      const asked = request({ host: real.hostname, port: real.port, ca, method, path, headers: onward }, (given) => {
        answer.writeHead(given.statusCode ?? 0, given.headers)
        pipeline(given, answer, () => undefined)
      })
      asked.on('error', () => answer.destroy())
      incoming.pipe(asked)
    }
    fault({ request: incoming, answer, nth: paths.filter((each) => each === url).length, pass })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    kubeconfig: kubeconfigOf({ cluster: { server: `http://127.0.0.1:${address.port}` } }),
    /** Every path that was asked, in order. */
    paths,
    /** From now on. */
    standInTheWay(next: Fault) {
      fault = next
      paths.length = 0
    },
    /** Connections that are open. */
    connections: () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
