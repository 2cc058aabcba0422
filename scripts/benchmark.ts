/**
 * How long the bundled program takes beside a bare Node: `npm run benchmark -- --rounds 40 --json --out FILE --no-docs`; with `--cluster` beside what is typed
 * instead, and among thousands of pods.
 * Prints a table (or with `--json` the figures), writes docs/benchmarks.md or docs/benchmarks-cluster.md, ends with 1 where a goal is missed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startBench } from '../test/bench/bench.ts'
import { pageOf, reportOf, tableOf } from './benchmark-report.ts'
import { type Contestant, measure } from './benchmark-rounds.ts'

const { values } = parseArgs({
  options: {
    cluster: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    docs: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const node = process.execPath
const program = resolve('dist/usrops.js')
const contestants: readonly Contestant[] = [
  { name: '`node -e 0`', command: [node, '-e', '0'] },
  { name: '`usrops --version`', command: [node, program, '--version'], goal: 2 },
  { name: '`usrops --help`', command: [node, program, '--help'], goal: 3 },
  { name: '`usrops diagnose --help`', command: [node, program, 'diagnose', '--help'], goal: 3 },
  { name: '`usrops diagnose -o json --no-wait`', command: [node, program, 'diagnose', '-o', 'json', '--no-wait'] },
]

const say = (line: string) => process.stderr.write(`${line}\n`)
execFileSync(node, ['scripts/build.ts'], { stdio: ['ignore', 2, 2] })
if (values.cluster) await onCluster(Number(values.rounds ?? 20))
else await onThisMachine(Number(values.rounds ?? 40))

async function onThisMachine(rounds: number): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'usrops-benchmark-'))
  const bench = await startBench({ postgres: true, pgbouncer: true, redis: true, kafka: true, onProgress: say })
  try {
    say(`${rounds} rounds of ${contestants.length} commands`)
    const env = { PATH: process.env.PATH, HOME: home, ...bench.env }
    const report = reportOf(measure(contestants, rounds, { env, cwd: home }), new Date().toISOString())
    publish(report, tableOf(report), 'docs/benchmarks.md', pageOf(report))
    if (!report.rows.every((row) => row.reached)) process.exitCode = 1
  } finally {
    await bench.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function onCluster(rounds: number): Promise<void> {
  const { benchmarkCluster } = await import('./benchmark-cluster.ts')
  const { clusterPageOf, clusterTableOf, isReached } = await import('./benchmark-cluster-report.ts')
  const figures = await benchmarkCluster(rounds, say)
  publish(figures, clusterTableOf(figures), 'docs/benchmarks-cluster.md', clusterPageOf(figures))
  if (!isReached(figures)) process.exitCode = 1
}

function publish(figures: object, table: string, file: string, page: string): void {
  const json = `${JSON.stringify(figures, null, 2)}\n`
  process.stdout.write(values.json ? json : table)
  if (values.out !== undefined) writeFileSync(values.out, json)
  if (values.docs) writeFileSync(file, page)
}
