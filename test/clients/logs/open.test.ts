import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LogReader } from '../../../src/clients/logs/client.ts'
import { openLogs } from '../../../src/clients/logs/open.ts'
import { logLines } from '../../../src/facts/logs/lines.ts'

const dir = mkdtempSync(join(tmpdir(), 'usrops-logs-'))
const budget = { signal: AbortSignal.timeout(10_000), milliseconds: 10_000 }
afterAll(() => rmSync(dir, { recursive: true }))

async function collect(...files: string[]) {
  const connection = await openLogs({ files: files.map((file) => join(dir, file)) }, budget)
  return logLines.collect(connection.client as LogReader, budget)
}

test('reads all files of a pattern', async () => {
  const line = (msg: string) => `${JSON.stringify({ level: 'error', time: new Date().toISOString(), msg })}\n`
  writeFileSync(join(dir, 'app-1.log'), line('deadlock detected'))
  writeFileSync(join(dir, 'app-2.log'), line('deadlock detected'))
  expect(await collect('app-*.log')).toMatchObject({
    files: [{}, {}],
    failures: [{ signature: 'deadlock', count: 2 }],
  })
})

test('says that there is no file, instead of seeing no errors', async () => {
  await expect(collect('nothing-*.log')).rejects.toMatchObject({ unasked: { kind: 'unreachable' } })
})

test('reads the last 4 MiB of a long file in whole lines, quickly', async () => {
  const path = join(dir, 'long.log')
  writeFileSync(path, '')
  const start = Date.now() - 600_000
  for (let block = 0; block < 60; block += 1) {
    const lines = Array.from({ length: 1000 }, (_, index) => {
      const n = block * 1000 + index
      const time = new Date(start + n * 10).toISOString()
      const text = {
        level: 'error',
        time,
        requestId: crypto.randomUUID(),
        msg: `GET /users/${n} failed`,
        err: 'connect ECONNREFUSED 10.0.0.5:5432',
      }
      return JSON.stringify(text)
    })
    appendFileSync(path, `${lines.join('\n')}\n`)
  }
  const began = performance.now()
  const { lines, undated, failures, coversMs } = await collect('long.log')
  expect(lines).toBeGreaterThan(20_000)
  expect(undated).toBe(0)
  expect(failures).toMatchObject([{ count: lines, host: '10.0.0.5' }])
  expect(coversMs).toBeLessThan(600_000)
  // Two seconds are what a whole diagnosis may take; idle it is about 0.3 s.
  expect(performance.now() - began).toBeLessThan(2_000)
})
