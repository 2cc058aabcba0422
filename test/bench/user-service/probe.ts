import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

// The bench makes its own certificates, and whether they are valid is not what is asked here.
const unverified = { rejectUnauthorized: false }

/** The status that a GET is answered with; undefined where nobody answers within a second. */
export function probe(url: URL): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const answered = (response: IncomingMessage) => {
    response.resume()
    resolve(response.statusCode)
  }
  const options = { timeout: 1000, agent: false as const }
  const request =
    url.protocol === 'https:'
      ? httpsRequest(url, { ...options, ...unverified }, answered)
      : httpRequest(url, options, answered)
  request.on('timeout', () => request.destroy())
  request.on('error', () => resolve(undefined))
  request.end()
  return promise
}
