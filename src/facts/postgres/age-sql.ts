/** SQL for how long ago a time stamp was, in milliseconds by the server's own clock. NULL stays NULL: it means "not allowed to see" or "never", not zero. */
export function ageMs(timestamp: string): string {
  return intervalMs(`clock_timestamp() - (${timestamp})`)
}

/** SQL for an interval in milliseconds; what is shorter than nothing, by clocks that are read twice, is nothing. (`greatest` alone would turn NULL into 0.) */
export function intervalMs(interval: string): string {
  return `round(extract(epoch FROM CASE WHEN ${interval} < interval '0' THEN interval '0' ELSE ${interval} END) * 1000)`
}

/** SQL for a time stamp as an exact text: the identity of something, never compared with another clock. */
export function exactTime(timestamp: string): string {
  return `to_char((${timestamp}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
