/** Where a service writes its log lines on this machine. */
export interface LogSettings {
  /** Absolute paths; the last part may hold `*`. */
  readonly files: readonly string[]
}
