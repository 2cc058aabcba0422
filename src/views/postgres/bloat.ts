import type { CannotTell } from '../../core/check.ts'
import { sizeText } from '../../core/size-text.ts'
import type { ColumnDraft, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import {
  type Bloat,
  type BTree,
  bloat,
  btreeWaste,
  type Heap,
  heapWaste,
  type Waste,
} from '../../facts/postgres/bloat.ts'

/** How much of tables and B-trees is empty, as estimated from the statistics of their columns. */
export const bloatEstimate = defineView({
  id: 'postgres.bloat',
  reads: { bloat },
  params: {},
  show: ({ bloat }) => blind(bloat) ?? [heaps(bloat), btrees(bloat)],
})

const method =
  'an estimate from the statistics of the columns: it needs a fresh ANALYZE, and is wrong for wide values that lie in TOAST; SELECT * FROM pgstattuple_approx(…) measures a table'

const measures: readonly ColumnDraft[] = [
  { id: 'wasted', label: 'wasted (est.)', kind: 'bytes', importance: 'key' },
  { id: 'share', label: 'share', kind: 'share', importance: 'key' },
  { id: 'size', label: 'size', kind: 'bytes' },
]

function heaps(seen: Bloat): TableDraft {
  const measured = seen.heaps.map((heap) => ({ heap, waste: heapWaste(heap, seen.blockBytes) }))
  return {
    title: titleOf('tables', measured),
    columns: [
      { id: 'table', label: 'table', kind: 'text', importance: 'key', shorten: 'middle' },
      ...measures,
      { id: 'deadRows', label: 'dead rows', kind: 'count' },
      { id: 'lastVacuum', label: 'last vacuum', kind: 'age' },
      { id: 'lastAnalyze', label: 'last analyze', kind: 'age', importance: 'extra' },
    ],
    rows: measured.toSorted(byWaste).map(({ heap, waste }) => ({
      table: heap.table,
      ...wasteCells(heap, waste, seen),
      deadRows: heap.deadRows,
      ...(heap.lastVacuumMs !== null && { lastVacuum: heap.lastVacuumMs }),
      ...(heap.lastAnalyzeMs !== null && { lastAnalyze: heap.lastAnalyzeMs }),
    })),
    notes: [method, ...hidden(seen)],
  }
}

function btrees(seen: Bloat): TableDraft {
  const measured = seen.btrees.map((btree) => ({ btree, waste: btreeWaste(btree, seen.blockBytes) }))
  return {
    title: titleOf('B-trees', measured),
    columns: [
      { id: 'index', label: 'index', kind: 'text', importance: 'key', shorten: 'middle' },
      ...measures,
      { id: 'table', label: 'table', kind: 'text', importance: 'extra', shorten: 'middle' },
    ],
    rows: measured.toSorted(byWaste).map(({ btree, waste }) => ({
      ...{ index: btree.index, table: btree.table },
      ...wasteCells(btree, waste, seen),
    })),
  }
}

type Measured = { readonly waste: Waste | null }

function titleOf(what: string, measured: readonly Measured[]): string {
  if (measured.length === 0) return `no ${what} of more than 64 kB`
  if (measured.every(({ waste }) => waste === null)) return `what ${what} waste cannot be estimated`
  const wasted = measured.reduce((sum, { waste }) => sum + (waste?.wastedBytes ?? 0), 0)
  const unknown = measured.filter(({ waste }) => waste === null).length
  const left = unknown === 0 ? '' : `; ${unknown} of ${measured.length} cannot be estimated`
  return `${what} waste about ${sizeText(wasted)}${left}`
}

function wasteCells({ pages }: Heap | BTree, waste: Waste | null, { blockBytes }: Bloat): Row {
  return {
    wasted: waste?.wastedBytes ?? null,
    share: waste?.share ?? null,
    size: pages === null ? null : pages * blockBytes,
  }
}

/** The most first; what cannot be told stands below. */
function byWaste({ waste: left }: Measured, { waste: right }: Measured): number {
  return (right?.wastedBytes ?? -1) - (left?.wastedBytes ?? -1)
}

/** A login that may read no table sees no statistics. */
function blind({ seesAll, user, heaps }: Bloat): CannotTell | undefined {
  if (seesAll || heaps.length === 0 || heaps.some(({ measured, columns }) => measured === columns)) return undefined
  return { unknown: `${user} may not see the statistics of columns`, grant: grantOfWidths }
}

const grantOfWidths = 'the function usrops.column_widths() of `usrops doctor --sql` shows their widths, and no values'

function hidden({ seesAll, user, heaps }: Bloat): readonly string[] {
  const gaps = heaps.filter(({ measured, columns }) => measured < columns).length
  if (gaps === 0) return []
  if (seesAll) return [`${gaps} of them have no statistics: ANALYZE makes them`]
  return [`${user} may not see the statistics of ${gaps} of them: ${grantOfWidths}`]
}
