/** Different shapes of one server that are told apart; the keys of further ones are only counted. */
const MOST_SHAPES = 500

/** Keys of one shape, as they are gathered. */
export interface Tally<Entry> {
  readonly shape: string
  keys: number
  readonly entry: Entry
}

/** Gathers keys by the shape of their names. */
export class Shapes<Entry> {
  /** Keys whose shape came too late to be told apart. */
  others = 0
  readonly #tallies = new Map<string, Tally<Entry>>()
  readonly #empty: () => Entry

  constructor(empty: () => Entry) {
    this.#empty = empty
  }

  /** Counts one key; undefined where it is not told apart. */
  add(shape: string): Tally<Entry> | undefined {
    const tally = this.#tallies.get(shape) ?? this.#begin(shape)
    if (tally === undefined) this.others += 1
    else tally.keys += 1
    return tally
  }

  /** What is gathered of one shape. */
  of(shape: string): Entry | undefined {
    return this.#tallies.get(shape)?.entry
  }

  /** The most frequent first. */
  get all(): readonly Tally<Entry>[] {
    return [...this.#tallies.values()].toSorted((left, right) => right.keys - left.keys)
  }

  #begin(shape: string): Tally<Entry> | undefined {
    if (this.#tallies.size >= MOST_SHAPES) return undefined
    const tally = { shape, keys: 0, entry: this.#empty() }
    this.#tallies.set(shape, tally)
    return tally
  }
}
