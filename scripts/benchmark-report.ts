import { arch, availableParallelism, platform, totalmem } from 'node:os'
import { version } from '../src/version.ts'
import type { Measured } from './benchmark-rounds.ts'

/** Of all rounds: the middle, and the tenth and ninetieth part in a hundred. */
interface Spread {
  readonly median: number
  readonly p10: number
  readonly p90: number
}

interface Row {
  readonly name: string
  readonly milliseconds: Spread
  /** Of the time of a bare Node in the same round. */
  readonly timesBareNode: Spread
  readonly goal: number | null
  readonly reached: boolean
}

export interface BenchmarkReport {
  readonly date: string
  readonly usrops: string
  readonly node: string
  readonly machine: string
  readonly rounds: number
  readonly rows: readonly Row[]
}

/** Compares each contestant with the first one, which is bare Node, round by round. */
export function reportOf(measured: readonly Measured[], date: string): BenchmarkReport {
  const bare = measured[0]?.milliseconds ?? []
  return {
    date,
    usrops: version,
    node: process.versions.node,
    machine: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
    rounds: bare.length,
    rows: measured.map(({ name, milliseconds, goal = null }) => {
      const timesBareNode = spreadOf(milliseconds.map((took, round) => took / (bare[round] ?? Number.NaN)))
      const reached = goal === null || timesBareNode.median <= goal
      return { name, milliseconds: spreadOf(milliseconds), timesBareNode, goal, reached }
    }),
  }
}

/** The table for people, as Markdown. */
export function tableOf({ rows }: BenchmarkReport): string {
  const lines = rows.map(({ name, milliseconds, timesBareNode, goal, reached }) => [
    name,
    spreadText(milliseconds, 0),
    spreadText(timesBareNode, 2),
    goal === null ? '' : `≤ ${goal.toFixed(1)}: ${reached ? 'reached' : 'missed'}`,
  ])
  const all = [['', 'ms (p10–p90)', '× bare Node (p10–p90)', 'goal'], ['---', '---:', '---:', '---'], ...lines]
  return `${all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

/** docs/benchmarks.md */
export function pageOf(report: BenchmarkReport): string {
  const { date, usrops, node, machine, rounds } = report
  return `# Benchmarks

Made by \`npm run benchmark\` on ${date.slice(0, 10)}: usrops ${usrops}, Node ${node}, ${machine}.

${tableOf(report)}
The program is bundled and its compile cache is warm. ${rounds} rounds; in each round every command runs once, and its time is divided by that of
the bare Node of the same round, so that other work on the machine hits all of them alike. Medians, with the tenth and ninetieth percentile.
\`diagnose\` looks at a healthy PostgreSQL behind PgBouncer, a Redis and a Kafka on the same machine.
`
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) }
}

function spreadText({ median, p10, p90 }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${p10.toFixed(digits)}–${p90.toFixed(digits)})`
}
