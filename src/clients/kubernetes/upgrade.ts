import { createHash, randomBytes } from 'node:crypto'
import { type Agent, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Access } from './access.ts'
import { type Attempt, attemptOf } from './api-agent.ts'
import type { ApiRequest } from './exchange.ts'

/** The connection behind an upgraded request, and what was already read of it. */
export interface Upgraded {
  readonly socket: Duplex
  readonly head: Buffer
}

export interface NotUpgraded {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-1.3 */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Asks the API server to speak WebSocket with this subprotocol. Rejects where no answer came. */
export function upgrade(
  { server }: Access,
  agent: Agent,
  { path, headers, authorization }: Pick<ApiRequest, 'path' | 'headers' | 'authorization'>,
  protocol: string,
  attempt: Attempt,
): Promise<Upgraded | NotUpgraded> {
  const key = randomBytes(16).toString('base64')
  return new Promise((resolve, reject) => {
    const question = request({
      ...{ agent, signal: attempt.signal, [attemptOf]: attempt, host: server.hostname, port: server.port },
      path: server.pathname.replace(/\/$/, '') + path,
      headers: {
        ...{ host: server.host, connection: 'Upgrade', upgrade: 'websocket' },
        ...{ 'sec-websocket-version': '13', 'sec-websocket-key': key, 'sec-websocket-protocol': protocol },
        ...headers,
        ...(authorization !== null && { authorization: authorization.reveal() }),
      },
    })
    question.once('socket', () => {
      attempt.step = 'sent'
    })
    question.once('upgrade', (response, socket, head) => {
      if (isAccepted(response, key, protocol)) return resolve({ socket, head })
      socket.destroy()
      reject(new Error('it upgrades to something else'))
    })
    question.once('response', (response) => refusalOf(response).then(resolve, reject))
    question.on('error', reject)
    question.end()
  })
}

async function refusalOf(response: IncomingMessage): Promise<NotUpgraded> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function isAccepted({ headers }: IncomingMessage, key: string, protocol: string): boolean {
  const digest = createHash('sha1').update(key).update(acceptSuffix).digest('base64')
  return headers['sec-websocket-accept'] === digest && headers['sec-websocket-protocol'] === protocol
}
