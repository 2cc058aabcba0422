import { expect, it } from 'vitest'
import { causesOf, type Shown } from './case.ts'

/** One policy: what is concluded from what is shown now, and was shown some seconds before. */
export type Row = readonly [policy: string, causes: readonly string[], now: Shown, before?: Shown]

/** A test for each row. */
export function concludes(rows: readonly Row[]): void {
  for (const [policy, causes, now, before] of rows) it(policy, () => expect(causesOf(now, before)).toEqual(causes))
}
