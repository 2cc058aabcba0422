import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { startedAt } from '../machine/process-table.ts'
import { until } from '../machine/until.ts'
import { startLoad } from './load.ts'
import { probe } from './probe.ts'
import { startUserService } from './start.ts'

const dir = mkdtempSync(join(tmpdir(), 'user-service-'))
const logFile = join(dir, 'service.jsonl')

afterAll(() => rmSync(dir, { recursive: true }))

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('takes the service along when its owner gets %s', async (signal) => {
  const program = fileURLToPath(new URL('service-to-abandon.ts', import.meta.url))
  const owner = spawn(process.execPath, [program, logFile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { pid, url }: { pid: number; url: string } = JSON.parse(String(line))
  expect(await probe(new URL('/health/live', url))).toBe(200)
  owner.kill(signal)
  await until('the service has ended', async () => startedAt(pid) === undefined, 5000)
})

it('is alive, not ready, without its dependencies', async () => {
  const env = { PGHOST: '127.0.0.1', PGPORT: '1', JWT_SECRET: 'secret' }
  const service = await startUserService({ env, logFile })
  expect(await probe(new URL('/health/ready', service.url))).toBe(503)
  await service.stop()
  expect(await probe(new URL('/health/live', service.url))).toBeUndefined()
})

it('does not start without a secret', async () => {
  const env = { DATABASE_URL: 'postgresql://app@127.0.0.1:1/users' }
  await expect(startUserService({ env, logFile })).rejects.toThrow('exited with 1')
})

it('does not send load beyond this machine', () => {
  expect(() => startLoad({ url: 'http://192.0.2.1', ratePerSecond: 1 })).toThrow('192.0.2.1 is not a loopback address')
})
