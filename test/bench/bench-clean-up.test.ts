import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it.runIf(process.platform === 'linux')(
    'takes its servers along on kill -9, too',
    async () => {
      const { owner, dir, pids } = await startOwner()
      owner.kill('SIGKILL')
      await until('the servers have ended', async () => pids.every(hasEnded))
      expect(existsSync(dir)).toBe(true)
      reapAbandonedRuns()
      expect(existsSync(dir)).toBe(false)
    },
    60_000,
  )

  it('ends what outlived its owner with the next run', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'no-setpriv-'))
    // As where the kernel cannot be told to end them.
    writeFileSync(join(bin, 'setpriv'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const { owner, dir, pids } = await startOwner({ ...process.env, PATH: `${bin}:${process.env.PATH}` })
    rmSync(bin, { recursive: true })
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

async function startOwner(env: NodeJS.ProcessEnv = process.env) {
  const program = fileURLToPath(new URL('./bench-to-abandon.ts', import.meta.url))
  const owner = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { dir, pids }: { dir: string; pids: number[] } = JSON.parse(String(line))
  return { owner, dir, pids }
}

function hasEnded(pid: number): boolean {
  return startedAt(pid) === undefined
}
