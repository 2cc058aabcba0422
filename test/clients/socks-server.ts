import { connect, type Socket } from 'node:net'

/** The names that only this proxy knows: it resolves them to this machine. */
export const onlyThere = 'database.inside'

/** SOCKS 5 without a login, for CONNECT to an IPv4 address or a name: RFC 1928. */
export function serveSocks(client: Socket): void {
  client.once('data', () => {
    client.write(Buffer.from([5, 0]))
    client.once('data', (request) => {
      const { host, port } = destination(request)
      if (host === 'forbidden.inside') return client.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]))
      if (host === 'silent.inside') return
      const far = connect({ host: host === onlyThere ? '127.0.0.1' : host, port })
      far.on('connect', () => {
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
        client.pipe(far).pipe(client)
      })
      far.on('error', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])))
      client.on('close', () => far.destroy())
    })
  })
}

function destination(request: Buffer): { host: string; port: number } {
  if (request[3] === 1) return { host: [...request.subarray(4, 8)].join('.'), port: request.readUInt16BE(8) }
  const length = request[4] ?? 0
  return { host: request.subarray(5, 5 + length).toString(), port: request.readUInt16BE(5 + length) }
}
