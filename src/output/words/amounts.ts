import { durationText } from '../../core/duration-text.ts'
import { sizeText } from '../../core/size-text.ts'

/** A number and its unit stay on one row; who prints the words makes it a plain space. */
export const gap = '\u00a0'

/** A length of time in no more detail than a reader needs: `14 min`, `2 h 5 min`, `3 days`. */
export function duration(milliseconds: number): string {
  const text =
    milliseconds < 1000 ? `${Math.max(0, Math.round(milliseconds / 1000))} s` : durationText(milliseconds, 60)
  return text.replace(/ (?=\S+$)/, gap)
}

/** What a request or a run took: `85 ms`, `2.3 s`. */
export function latency(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}${gap}ms`
  return milliseconds < 59_950 ? `${(milliseconds / 1000).toFixed(1)}${gap}s` : duration(milliseconds)
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

/** A number of bytes: `512 B`, `1.5 GB`. */
export function size(bytes: number): string {
  return sizeText(bytes).replace(' ', gap)
}

/** A whole number, its thousands apart: `1,234,567`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 check`, `6 checks`. */
export function counted(count: number, singular: string): string {
  return `${count}${gap}${singular}${count === 1 ? '' : 's'}`
}

function trimmed(value: number): string {
  return value >= 99.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}
