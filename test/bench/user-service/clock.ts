/** Milliseconds since 1970 as this service believes them. */
export type Clock = () => number

/** A clock that is wrong by a fixed number of seconds, as on a host whose time is not synchronised. */
export function skewedClock(seconds: number): Clock {
  return () => Date.now() + seconds * 1000
}
