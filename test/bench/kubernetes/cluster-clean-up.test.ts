import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { reapAbandonedRuns } from '../machine/run-folder.ts'
import { until } from '../machine/until.ts'
import { describeOwnCluster } from './describe-own-cluster.ts'
import { removeAbandonedCgroups } from './node/cgroups.ts'
import { findTraces, type Traces } from './traces.ts'

// A start takes 5 s on idle cores, 20 s on busy ones.
const TIMEOUT_MS = 180_000

await describeOwnCluster('a cluster, when its owner goes', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is taken along on %s',
    async (signal) => {
      const { owner, traces } = await startOwner()
      owner.kill(signal)
      expect(await once(owner, 'exit')).toEqual([null, signal])
      await until('nothing is left', async () => findTraces(traces).length === 0, 10_000)
    },
    TIMEOUT_MS,
  )

  it(
    'runs no longer after kill -9, and what it leaves is removed by the next start',
    async () => {
      const { owner, traces } = await startOwner()
      expect(findTraces(traces).some((each) => each.includes('sleep 3600'))).toBe(true)
      owner.kill('SIGKILL')
      await once(owner, 'exit')
      const running = () => findTraces(traces).filter((each) => /^(process|mount|address)/.test(each))
      await until('everything has ended', async () => running().length === 0, 10_000)
      expect(findTraces(traces).join('\n')).toMatch(/^cgroup (.|\n)*^folder /m)
      reapAbandonedRuns()
      removeAbandonedCgroups()
      expect(findTraces(traces)).toEqual([])
      const next = await startOwner()
      next.owner.kill('SIGTERM')
      await once(next.owner, 'exit')
    },
    TIMEOUT_MS,
  )
})

async function startOwner(): Promise<{ owner: ReturnType<typeof spawn>; traces: Traces }> {
  const program = fileURLToPath(new URL('cluster-to-abandon.ts', import.meta.url))
  const owner = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(owner.stdout), 'line')
  return { owner, traces: JSON.parse(String(line)) }
}
