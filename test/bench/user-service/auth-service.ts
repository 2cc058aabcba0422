import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** The downstream that the sample service asks; it can be made slow, wrong or absent. */
export interface AuthService {
  readonly url: string
  /** How it answers from now on. */
  answer(how: { status?: number; delayMs?: number }): void
  /** Closes the port: callers get "connection refused". */
  stop(): Promise<void>
  /** Opens the same port again. */
  start(): Promise<void>
}

export async function startAuthService(host = '127.0.0.1'): Promise<AuthService> {
  let status = 200
  let delayMs = 0
  let port = 0
  const server = createServer(async (request, response) => {
    request.resume()
    await sleep(delayMs)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ active: status === 200 }))
  })
  const start = () => new Promise<void>((resolve) => server.listen(port, host, resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await start()
  const address = server.address()
  if (typeof address === 'object' && address) port = address.port
  return {
    url: `http://${host}:${port}`,
    answer(how) {
      status = how.status ?? 200
      delayMs = how.delayMs ?? 0
    },
    stop,
    start,
  }
}
