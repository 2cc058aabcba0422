/** When something began, in milliseconds since the epoch. `exact`: then; `atMost`: not before then, so it lasts at most that long; `unknown`: nobody can tell. */
export type Since =
  | { readonly accuracy: 'exact' | 'atMost'; readonly at: number }
  | { readonly accuracy: 'unknown'; readonly at: null }

export const unknownSince: Since = { accuracy: 'unknown', at: null }

/** The start of something that a server measured to last `ageMs` at the moment `now`: free of the difference between two clocks. */
export function lasting(ageMs: number | null, now: number): Since {
  return ageMs === null ? unknownSince : { accuracy: 'exact', at: Math.round(now - ageMs) }
}

/** The earliest start that can be relied on; an exact one wins over an estimate. */
export function earliest(candidates: readonly Since[]): Since {
  const known = candidates.filter((since) => since.accuracy !== 'unknown')
  const exact = known.filter((since) => since.accuracy === 'exact')
  const pool = exact.length > 0 ? exact : known
  return pool.toSorted((left, right) => left.at - right.at)[0] ?? unknownSince
}
