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
  /** Of the time of the first contestant in the same round. */
  readonly timesFirst: Spread
  /** In words; empty where there is none. */
  readonly goal: string
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

/** Compares each contestant with the first one, round by round. */
export function reportOf(measured: readonly Measured[], date: string): BenchmarkReport {
  const first = measured[0]?.milliseconds ?? []
  return {
    date,
    usrops: version,
    node: process.versions.node,
    machine: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
    rounds: first.length,
    rows: measured.map(({ name, milliseconds, goal, atLeast }) => {
      const timesFirst = spreadOf(milliseconds.map((took, round) => took / (first[round] ?? Number.NaN)))
      const reached = timesFirst.median <= (goal ?? Number.POSITIVE_INFINITY) && timesFirst.median >= (atLeast ?? 0)
      return { name, milliseconds: spreadOf(milliseconds), timesFirst, goal: goalText(goal, atLeast, reached), reached }
    }),
  }
}

function goalText(most: number | undefined, least: number | undefined, reached: boolean): string {
  const outcome = reached ? 'reached' : 'missed'
  if (most !== undefined) return `≤ ${most.toFixed(1)}: ${outcome}`
  return least === undefined ? '' : `≥ ${least.toFixed(1)}: ${outcome}`
}

/** The table for people, as Markdown. */
export function tableOf({ rows }: BenchmarkReport, first = 'bare Node'): string {
  const lines = rows.map(({ name, milliseconds, timesFirst, goal }) => [
    name,
    spreadText(milliseconds, 0),
    spreadText(timesFirst, 2),
    goal,
  ])
  return markdownTable(['', 'ms (p10–p90)', `× ${first} (p10–p90)`, 'goal'], lines)
}

/** All columns but the first and the last hold numbers. */
export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 || index === head.length - 1 ? '---' : '---:'))
  return `${[head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

/** docs/benchmarks.md */
export function pageOf(report: BenchmarkReport): string {
  return `# Benchmarks

Made by \`npm run benchmark\` on ${circumstances(report)}.

${tableOf(report)}
The program is bundled and its compile cache is warm. ${report.rounds} rounds; in each round every command runs once, and its time is divided by that of
the bare Node of the same round, so that other work on the machine hits all of them alike. Medians, with the tenth and ninetieth percentile.
\`diagnose\` looks at a healthy PostgreSQL behind PgBouncer, a Redis and a Kafka on the same machine.
`
}

/** When, with what and on what kind of machine. */
export function circumstances({ date, usrops, node, machine }: BenchmarkReport): string {
  return `${date.slice(0, 10)}: usrops ${usrops}, Node ${node}, ${machine}`
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) }
}

function spreadText({ median, p10, p90 }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${p10.toFixed(digits)}–${p90.toFixed(digits)})`
}
