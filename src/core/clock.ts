/** Time as the engine needs it; the only clock that may be read outside clients and output is one that was handed in. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
