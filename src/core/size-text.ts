const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** A number of bytes as a person says it, in powers of 1024: `512 B`, `1.5 GB`. */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)))
  const value = bytes / 1024 ** power
  return `${Math.abs(value) >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
