const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A length of time as a person says it: `850 ms`, `75 s`, `14 min`, `2 h 5 min`, `3 days`. From `most` seconds or minutes on the larger unit is said. */
export function durationText(milliseconds: number, most = 90): string {
  const above = most - 0.5
  if (milliseconds < second) return `${Math.round(milliseconds)} ms`
  if (milliseconds < above * second) return `${Math.round(milliseconds / second)} s`
  if (milliseconds < above * minute) return `${Math.round(milliseconds / minute)} min`
  if (milliseconds < 2 * day) return hoursAndMinutes(Math.round(milliseconds / minute))
  return `${Math.round(milliseconds / day)} days`
}

function hoursAndMinutes(minutes: number): string {
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}
