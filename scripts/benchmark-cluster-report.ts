import type { ClusterBenchmark } from './benchmark-cluster.ts'
import type { CrowdRow } from './benchmark-crowds.ts'
import { circumstances, markdownTable, tableOf } from './benchmark-report.ts'

/** The most memory a diagnosis may hold, and how many times as long five times as many pods may take. */
const goals = { peakMiB: 300, growth: 6 } as const

/** Both tables for people, as Markdown. */
export function clusterTableOf({ typed, crowds }: ClusterBenchmark): string {
  const lines = crowds.map((row) => [
    `${row.shape} ${row.pods.toLocaleString('en')}`,
    String(row.milliseconds),
    growthText(row, crowds),
    String(row.peakMiB),
    isWithin(row, crowds) ? 'reached' : 'missed',
  ])
  const head = ['pods', 'ms', '× the smaller one', 'peak MiB', `≤ ${goals.peakMiB} MiB, ≤ ${goals.growth} ×`]
  return `${tableOf(typed, '`usrops diagnose`')}\n${markdownTable(head, lines)}`
}

export function isReached({ typed, crowds }: ClusterBenchmark): boolean {
  return typed.rows.every((row) => row.reached) && crowds.every((row) => isWithin(row, crowds))
}

/** docs/benchmarks-cluster.md */
export function clusterPageOf(figures: ClusterBenchmark): string {
  const { typed } = figures
  return `# Benchmarks on a cluster

Made by \`npm run benchmark -- --cluster\` on ${circumstances(typed)}. Without a cluster: [another page](benchmarks.md).

${clusterTableOf(figures)}
The cluster, the service, its PostgreSQL, Redis and Kafka, and the load on them run on the same machine. ${typed.rounds} rounds; in each round every line runs once,
and its time is divided by that of \`usrops diagnose\` in the same round. \`usrops\` asks the cluster, the service and its three systems. The second table is of namespaces whose pods KWOK keeps
alive, the middle of five runs, and the most memory any of them held.
`
}

function isWithin(row: CrowdRow, all: readonly CrowdRow[]): boolean {
  return row.peakMiB <= goals.peakMiB && growthOf(row, all) <= goals.growth
}

function growthText(row: CrowdRow, all: readonly CrowdRow[]): string {
  const growth = growthOf(row, all)
  return growth === 1 ? '' : growth.toFixed(2)
}

function growthOf({ shape, milliseconds }: CrowdRow, all: readonly CrowdRow[]): number {
  const smallest = all.find((row) => row.shape === shape)
  return smallest === undefined ? 1 : milliseconds / smallest.milliseconds
}
