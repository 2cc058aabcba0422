import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A real server on a free port of this machine; closed with its connections at the end of the scope. */
export async function listen(serve: (socket: Socket) => void, where: { path?: string } = {}) {
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    serve(socket)
  })
  server.listen(where.path ? { path: where.path } : { host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  return {
    port: isInet(address) ? address.port : 0,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Says back what it hears. */
export const echo = (socket: Socket) => void socket.pipe(socket)

/** A port on which nothing listens. */
export async function deadPort(): Promise<number> {
  await using server = await listen(() => undefined)
  return server.port
}

function isInet(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
