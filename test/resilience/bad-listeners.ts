import type { Socket } from 'node:net'
import { listen } from '../clients/tcp-servers.ts'

/** How a port may be bad that still accepts connections. */
export const misbehaviours = {
  'never answers': () => undefined,
  'answers garbage': (socket: Socket) => {
    socket.on('data', () => socket.write('\u0000\u0007garbage \u001b[31m that no protocol knows\r\n\r\n\uffff'))
  },
  'closes at once': (socket: Socket) => void socket.destroy(),
  'closes after the first words': (socket: Socket) => {
    socket.once('data', () => socket.destroy())
  },
  'sends bytes endlessly': (socket: Socket) => {
    const chunk = Buffer.alloc(16_384, 'x')
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', more).resume()
    more()
  },
  'sends one byte a second': (socket: Socket) => {
    const timer = setInterval(() => socket.write('x'), 1_000)
    socket.on('close', () => clearInterval(timer)).resume()
  },
} as const satisfies Readonly<Record<string, (socket: Socket) => void>>

export type Misbehaviour = keyof typeof misbehaviours

/** A port that accepts and then misbehaves. */
export function badListener(behaviour: Misbehaviour) {
  return listen(misbehaviours[behaviour])
}
