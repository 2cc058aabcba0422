import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { isRunning, startedAt } from './process-table.ts'
import { runsFolder } from './run-folder.ts'

// Below the range the kernel takes for outgoing connections (32768 and up on Linux), so that no client socket grabs the port
// between asking for it and starting the server.
const FIRST = 20_000
const LAST = 32_000

// The bus of a Redis Cluster node listens on its port plus this; that one must stay below the same limit.
const CLUSTER_BUS = 10_000

const reserved = new Set<string>()

/** `count` ports of `host` that nobody listens on and no other bench on this machine has been given. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = randomPort(LAST)
    if (reserve(port) && (await isFree(port, host))) ports.push(port)
  }
  return ports
}

/** One free port; see freePorts. */
export async function freePort(host?: string): Promise<number> {
  const [port = 0] = await freePorts(1, host)
  return port
}

/** Free ports whose Redis Cluster bus port is free too. */
export async function freeClusterPorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = randomPort(LAST - CLUSTER_BUS)
    const bus = port + CLUSTER_BUS
    if (!reserve(port) || !reserve(bus)) continue
    if ((await isFree(port, host)) && (await isFree(bus, host))) ports.push(port)
  }
  return ports
}

/** Gives back what this process was given; for the way out of it. */
export function releasePorts(): void {
  for (const file of reserved) rmSync(file, { force: true })
}

function randomPort(limit: number): number {
  return FIRST + Math.floor(Math.random() * (limit - FIRST))
}

/** Suites run in parallel processes, and a port is asked for up to a second before its server listens: hence a file for each. */
function reserve(port: number): boolean {
  const folder = join(runsFolder(), 'ports')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, String(port))
  if (isAbandoned(file)) rmSync(file, { force: true })
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: startedAt(process.pid) }), { flag: 'wx' })
  } catch {
    return false
  }
  reserved.add(file)
  return true
}

function isAbandoned(file: string): boolean {
  try {
    return !isRunning(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return false
  }
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
