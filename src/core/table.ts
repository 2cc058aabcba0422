/**
 * What the values of a column are, so that they can stay exact numbers until somebody prints them: `milliseconds` is what something took,
 * `age` how long something has been so, `share` goes from 0 to 1, `rate` is per second, `state` is a word of `CellState`, `mixed` says it cell by cell.
 */
export type ColumnKind = ValueKind | 'mixed'
export type ValueKind =
  | 'text'
  | 'count'
  | 'number'
  | 'bytes'
  | 'milliseconds'
  | 'age'
  | 'share'
  | 'rate'
  | 'flag'
  | 'state'

/** What a column of the kind `state` holds. */
export type CellState = 'ok' | 'warning' | 'critical' | 'unknown'

/** A number that brings its own kind, for columns whose rows are about different things. */
export interface Amount {
  readonly amount: number | null
  readonly kind: ValueKind
}

/** Null is "not known". What does not apply to a row is left out of it. */
export type Cell = string | number | boolean | null | Amount
export type Row = Readonly<Record<string, Cell>>

/** `key`: without it a row says nothing; `extra`: the first to go where there is no room. */
export type Importance = 'key' | 'usual' | 'extra'

export interface Column {
  readonly id: string
  readonly label: string
  readonly kind: ColumnKind
  readonly importance: Importance
  /** Where a text that is too long loses its characters; `never` for what people paste. */
  readonly shorten: 'end' | 'middle' | 'never'
}

/** A column as it is written down: important as usual, shortened at the end. */
export type ColumnDraft = Pick<Column, 'id' | 'label' | 'kind'> & Partial<Column>

/** A table before anybody sorted it or cut it. */
export interface TableDraft {
  /** What it is about, with the number that matters most. */
  readonly title: string
  readonly columns: readonly ColumnDraft[]
  readonly rows: readonly Row[]
  /** How many rows there are where the facts hold fewer; null where nobody counted them. */
  readonly total?: number | null
  /** Sentences to be read with it; what an empty table means. */
  readonly notes?: readonly string[]
}

/** The columns with everything said. */
export function columnsOf(drafts: readonly ColumnDraft[]): readonly Column[] {
  return drafts.map((draft) => ({ importance: 'usual', shorten: 'end', ...draft }))
}
