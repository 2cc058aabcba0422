import { listen } from '../clients/tcp-servers.ts'

/** A port that counts who dials it. */
export async function countingPort() {
  let count = 0
  const server = await listen((socket) => {
    count += 1
    socket.destroy()
  })
  return {
    port: server.port,
    get count() {
      return count
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
