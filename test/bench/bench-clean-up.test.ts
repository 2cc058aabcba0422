import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startBench } from './bench.ts'
import { startedAt } from './machine/process-table.ts'
import { reapAbandonedRuns } from './machine/run-folder.ts'
import { until } from './machine/until.ts'
import { describeOnBench } from './require-bench.ts'

await describeOnBench(['postgres', 'redis'], 'the bench, when its owner goes', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'takes its servers along on %s',
    async (signal) => {
      const { owner, dir, pids } = await startOwner()
      owner.kill(signal)
      expect(await once(owner, 'exit')).toEqual([null, signal])
      await until('the servers have ended', async () => pids.every(hasEnded))
      expect(existsSync(dir)).toBe(false)
    },
    60_000,
  )

  it('is reaped by the next run after kill -9', async () => {
    const { owner, dir, pids } = await startOwner()
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(pids.some(hasEnded)).toBe(false)
    reapAbandonedRuns()
    await until('the servers have ended', async () => pids.every(hasEnded))
    expect(existsSync(dir)).toBe(false)
  }, 60_000)

  it('stops what runs already when another system fails to start', async () => {
    const before = new Set<string>()
    const request = { postgres: { settings: { no_such_setting: 1 } }, redis: true } as const
    const failure = await startBench({ ...request, onProgress: (line) => before.add(line) }).catch(String)
    expect(failure).toContain('unrecognized configuration parameter "no_such_setting"')
    expect([...before].some((line) => line.startsWith('redis is up'))).toBe(true)
    const [, dir = ''] = /end of (\S+)\/log\//.exec(String(failure)) ?? []
    expect(dir).not.toBe('')
    expect(existsSync(dir)).toBe(false)
  }, 60_000)
})

async function startOwner() {
  const program = fileURLToPath(new URL('./bench-to-abandon.ts', import.meta.url))
  const owner = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { dir, pids }: { dir: string; pids: number[] } = JSON.parse(String(line))
  return { owner, dir, pids }
}

function hasEnded(pid: number): boolean {
  return startedAt(pid) === undefined
}
