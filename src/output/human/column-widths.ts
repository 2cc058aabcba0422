import type { Importance } from '../../core/table.ts'

/** A column as it would like to be, in columns of the terminal. */
export interface Wish {
  readonly importance: Importance
  /** What its widest cell takes. */
  readonly natural: number
  /** What it can be cut down to; `natural` where nothing may be cut. */
  readonly least: number
}

/** Between two columns. */
export const GUTTER = 2

// Enough of a statement or a name to tell it from others.
const LEGIBLE = 24
const BARELY_LEGIBLE = 12

/**
 * The width of each column that is shown, null for those that are not. Texts are cut to what is still easily read, then extra columns go, then texts
 * are cut further, then usual columns go, the last ones first. A key column always stays.
 */
export function columnWidths(wishes: readonly Wish[], room: number): readonly (number | null)[] {
  const stages: readonly { readonly legible: number; readonly goes: readonly Importance[] }[] = [
    { legible: LEGIBLE, goes: ['extra'] },
    { legible: BARELY_LEGIBLE, goes: ['extra', 'usual'] },
    { legible: 1, goes: ['extra', 'usual', 'key'] },
  ]
  for (const { legible, goes } of stages) {
    const found = choices(wishes, goes)
      .map((kept) => widths(wishes, kept, legible, room))
      .find((each) => each !== undefined)
    if (found !== undefined) return found
  }
  return wishes.map((_, index) => (index === 0 ? room : null))
}

/** Which columns are kept: all of them, then one less each time. The first always stays. */
function choices(wishes: readonly Wish[], goes: readonly Importance[]): readonly ReadonlySet<number>[] {
  const order = goes.flatMap((importance) =>
    wishes.flatMap((wish, index) => (index > 0 && wish.importance === importance ? [index] : [])).toReversed(),
  )
  return [0, ...order.map((_, index) => index + 1)].map((gone) => {
    const left = new Set(order.slice(0, gone))
    return new Set(wishes.keys().filter((index) => !left.has(index)))
  })
}

/** The widest texts lose first, all down to the same width. */
function widths(
  wishes: readonly Wish[],
  kept: ReadonlySet<number>,
  legible: number,
  room: number,
): readonly (number | null)[] | undefined {
  const free = room - GUTTER * (kept.size - 1)
  const atMost = (cap: number) =>
    wishes.map(({ natural, least }, index) =>
      kept.has(index) ? Math.min(natural, Math.max(least, Math.min(natural, legible), cap)) : null,
    )
  const sum = (all: readonly (number | null)[]) => all.reduce<number>((total, width) => total + (width ?? 0), 0)
  for (let cap = Math.max(...wishes.map(({ natural }) => natural)); cap >= 0; cap--) {
    const tried = atMost(cap)
    if (sum(tried) <= free) return tried
  }
  return undefined
}
