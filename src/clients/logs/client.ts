import type { LogEnd } from './settings.ts'

/** The ends of the logs of one service: of its files, or of its pods. */
export interface LogReader {
  tail(signal: AbortSignal): Promise<LogTails>
}

export interface LogTails {
  readonly files: readonly LogTail[]
  readonly now: number
  /** Where pods were read: how many, and of how many. */
  readonly pods?: { readonly read: number; readonly total: number }
  /** Why silence tells nothing: the lines go elsewhere, or some could not be read. */
  readonly blind?: string
}

export interface LogTail {
  readonly path: string
  readonly bytes: number
  /** When it was last written to, milliseconds since the epoch. */
  readonly writtenAt: number
  /** Whole lines only. */
  readonly text: string
  /** Set for what a container wrote: each line begins with the time at which the kubelet got it. */
  readonly container?: LogContainer
}

export interface LogContainer {
  readonly pod: string
  readonly name: string
  readonly isMain: boolean
  readonly workload: string | null
  readonly revision: string | null
  /** How long ago the container started that wrote it; null where nobody knows. */
  readonly startedAgoMs: number | null
  /** Lines of the window, or of the run, are missing before the first. */
  readonly isCut: boolean
  /** How the container ended that wrote it; null while it runs. */
  readonly ended: LogEnd | null
}
