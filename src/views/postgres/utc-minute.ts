/** `2026-11-30 19:35 UTC` of an exact time stamp: nobody needs the seconds of a reset. */
export function utcMinute(timestamp: string): string {
  return timestamp.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*Z$/, '$1 $2 UTC')
}
