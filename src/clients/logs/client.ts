/** The ends of the log files of one service. */
export interface LogReader {
  tail(signal: AbortSignal): Promise<{ readonly files: readonly LogTail[]; readonly now: number }>
}

export interface LogTail {
  readonly path: string
  readonly bytes: number
  /** When it was last written to, milliseconds since the epoch. */
  readonly writtenAt: number
  /** Whole lines only. */
  readonly text: string
}
