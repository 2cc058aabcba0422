import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A port of this machine that stands for a stream, for a driver that insists on connecting by itself. */
export interface Loopback {
  readonly host: string
  readonly port: number
  /** Lets the connection in that comes from this port of ours; whoever else was first is turned away, and so is everybody after. */
  admit(localPort: number | undefined): void
  close(): void
}

/** Listens on loopback for exactly one connection. When either side ends, so does the other. */
export async function listenOnceFor(far: Duplex): Promise<Loopback> {
  const arrived = Promise.withResolvers<Socket>()
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    server.close()
    socket.on('error', () => undefined).once('close', () => far.destroy())
    arrived.resolve(socket)
  })
  const close = () => {
    server.close()
    far.destroy()
    // What the far side said last is still on its way to the driver.
    arrived.promise.then((socket) => socket.destroySoon())
  }
  far.on('error', () => undefined).once('close', close)
  server.on('error', close)
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 })
  await once(server, 'listening')
  const address = server.address()
  const admit = async (localPort: number | undefined) => {
    const socket = await arrived.promise
    if (socket.remotePort === localPort) socket.pipe(far).pipe(socket)
    else socket.destroy()
  }
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { host: '127.0.0.1', port, admit, close }
}
