type Parse = (text: string) => unknown

// Object identifiers of types never change: src/include/catalog/pg_type.dat of PostgreSQL.
const parsers = new Map<number, Parse>([
  [16, (text) => text === 't'],
  [20, Number],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1700, Number],
  [114, (text) => JSON.parse(text)],
  [3802, (text) => JSON.parse(text)],
])

/** How values of rows become plain JSON: numbers of every width become numbers, whatever is not known here stays text. */
export const rowValues = {
  getTypeParser: (type: number): Parse => parsers.get(type) ?? String,
}
