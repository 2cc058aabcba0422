import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { type SlowNetwork, startSlowNetwork, whyNoSlowNetwork } from '../bench/network/slow-network.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { OperatorFolder } from '../safety/program.ts'
import { diagnosisIn } from './diagnosis-in.ts'

const NAME = 'a healthy service behind 200 ms and 1 % loss'
const why = whyNoSlowNetwork()

// The deadline of a look, and what starting takes on a busy machine.
const DEADLINE_MS = 12_000
const RUNS = 3

if (why !== undefined) describe.skip(`${NAME} (${why})`, () => it('is healthy', () => undefined))
else
  await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], NAME, () => {
    let network: SlowNetwork
    let folder: OperatorFolder
    beforeAll(async () => {
      folder = new OperatorFolder()
      network = await startSlowNetwork({ delayMs: 100, lossPercent: 1 })
    }, BENCH_START_TIMEOUT_MS)
    afterAll(async () => {
      await network?.stop()
      folder?.[Symbol.dispose]()
    })

    it.each(Array.from({ length: RUNS }, (_, index) => index + 1))(
      'is healthy, and wholly asked in time, in run %i',
      async () => {
        const run = await folder.usrops(['diagnose', '-o', 'json'], network.variables, network.operator.enter)
        const diagnosis = diagnosisIn(run.stdout)
        process.stderr.write(`by ${network.means}: ${run.milliseconds} ms, looking ${diagnosis.durationMs} ms\n`)
        expect(run.milliseconds).toBeLessThan(DEADLINE_MS)
        expect(diagnosis.checks.filter(({ answer }) => answer === 'unknown')).toEqual([])
        expect([diagnosis.causes, diagnosis.findings, run.exitCode]).toEqual([[], [], 0])
      },
    )

    it('is on a way that takes 200 ms', async () => {
      const since = performance.now()
      await folder.usrops(['diagnose', '--system', 'redis', '-q'], network.variables, network.operator.enter)
      expect(performance.now() - since).toBeGreaterThan(600)
    })
  })
