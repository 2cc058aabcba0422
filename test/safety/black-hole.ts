import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

// Listens and never accepts: when its queue is full, the kernel drops every further attempt, as a firewall does.
const program = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.stdout.write(server.address().port + '\\n', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
})`

const CONNECTS_WITHIN_MS = 300

/** A port of this machine that swallows packets. */
export async function blackHole() {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  const queued: Socket[] = []
  do queued.push(connect({ host: '127.0.0.1', port }).on('error', () => undefined))
  while (await connects(queued.at(-1)))
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of queued) socket.destroy()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function connects(socket: Socket | undefined): Promise<boolean> {
  if (socket === undefined) return false
  const signal = AbortSignal.timeout(CONNECTS_WITHIN_MS)
  return await once(socket, 'connect', { signal }).then(
    () => true,
    () => false,
  )
}
