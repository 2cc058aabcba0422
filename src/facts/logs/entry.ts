import type { LogLevel } from './lines.ts'

/** One entry of a log, with its continuation lines. Holds raw text: nothing of it leaves before it was masked. */
export interface LogEntry {
  /** Milliseconds since the epoch as the line says, or as the kubelet does; null without a time. */
  readonly at: number | null
  /** The time names no zone and was read as that of this machine. */
  readonly zoneless: boolean
  readonly level: LogLevel | null
  /** What it says, for grouping. */
  readonly message: string
  /** All that may tell what failed: message, error, codes, address, record. */
  readonly details: string
  /** The status of a request that was answered; null for any other line. */
  readonly answered: number | null
  readonly version: string | null
  /** The revision of the container that wrote it; none of a file. */
  readonly revision?: string | null
}

const names: readonly (readonly [LogLevel, RegExp])[] = [
  ['fatal', /^(fatal|critical|crit|panic|emerg|alert|dpanic)$/i],
  ['error', /^(error|err|severe)$/i],
  ['warn', /^(warn|warning)$/i],
  ['info', /^(info|notice|information|log|http)$/i],
  ['debug', /^(debug|trace|verbose|silly|fine)$/i],
]

/** A level of any dialect; numbers as pino and bunyan count them, in tens. */
export function levelOf(value: unknown): LogLevel | null {
  if (typeof value === 'number') return numbered[Math.min(6, Math.floor(value / 10))] ?? null
  return names.find(([, pattern]) => pattern.test(String(value)))?.[0] ?? null
}

const numbered: readonly (LogLevel | null)[] = [null, 'debug', 'debug', 'info', 'warn', 'error', 'fatal']

/** Worst first: for sorting. */
export function levelRank(level: LogLevel | null): number {
  return ['fatal', 'error', null, 'warn', 'info', 'debug'].indexOf(level)
}

/** Levels at which a service speaks of trouble; a line without a level may. */
export function tellsOfTrouble({ level }: { readonly level: LogLevel | null }): boolean {
  return level !== 'info' && level !== 'debug'
}
