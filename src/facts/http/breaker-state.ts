import type { Breaker } from './metrics.ts'

/** The word of any dialect: `OPEN`, `HALF_OPEN`, `halfOpen`, `closed`. */
export function stateOf(word: string): Breaker['state'] | null {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '')
  if (plain === 'halfopen') return 'half-open'
  if (plain === 'open' || plain === 'forcedopen') return 'open'
  return plain === 'closed' ? 'closed' : null
}
