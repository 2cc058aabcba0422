/** A number and its unit stay on one row; who prints the words makes it a plain space. */
export const gap = '\u00a0'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A length of time as a person says it: `14 min`, `2 h 5 min`, `3 days`. */
export function duration(milliseconds: number): string {
  const whole = Math.max(0, milliseconds)
  if (whole < 59.5 * second) return `${Math.round(whole / second)}${gap}s`
  if (whole < 59.5 * minute) return `${Math.round(whole / minute)}${gap}min`
  if (whole < 2 * day) return hoursAndMinutes(Math.round(whole / minute))
  return `${Math.round(whole / day)}${gap}days`
}

/** What a request or a run took: `85 ms`, `2.3 s`. */
export function latency(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}${gap}ms`
  return milliseconds < 59_950 ? `${(milliseconds / second).toFixed(1)}${gap}s` : duration(milliseconds)
}

/** A share from 0 to 1. Neither 0 % nor 100 % is said where it is not exactly that. */
export function percent(share: number): string {
  if (share <= 0) return `0${gap}%`
  if (share >= 1) return `100${gap}%`
  if (share < 0.001) return `<0.1${gap}%`
  if (share > 0.999) return `>99.9${gap}%`
  return `${trimmed(share * 100)}${gap}%`
}

/** A rate or another measured number, with as many digits as matter. */
export function amount(value: number): string {
  return value > 0 && value < 0.1 ? '<0.1' : trimmed(value)
}

/** `1 check`, `6 checks`. */
export function counted(count: number, singular: string): string {
  return `${count}${gap}${singular}${count === 1 ? '' : 's'}`
}

function hoursAndMinutes(minutes: number): string {
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60}${gap}h` : `${Math.floor(minutes / 60)} h ${rest}${gap}min`
}

function trimmed(value: number): string {
  return value >= 99.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}
