import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { btreesQuery, heapsQuery, sourceQuery } from './bloat-query.ts'

/** What a relation takes, and of what its expected size is made. */
interface Extent {
  readonly table: string
  /** Null while somebody holds the table for himself alone. */
  readonly pages: number | null
  /** As estimated when it was last vacuumed or analysed; null where it never was. */
  readonly rows: number | null
  readonly fillPercent: number
  readonly columns: number
  /** How many of the columns have statistics that may be seen. */
  readonly measured: number
  /** Bytes of one row on average, nulls counted as none. */
  readonly dataWidth: number
  readonly nullable: boolean
}

export interface Heap extends Extent {
  readonly deadRows: number
  readonly lastVacuumMs: number | null
  readonly lastAnalyzeMs: number | null
}

export interface BTree extends Extent {
  readonly index: string
}

/** The tables and B-trees of the connected database, the largest ones, with what tells how large they should be. */
export interface Bloat {
  readonly user: string
  readonly blockBytes: number
  /** Whether the statistics of all tables may be seen, or only those of tables that this login may read. */
  readonly seesAll: boolean
  readonly heaps: readonly Heap[]
  readonly btrees: readonly BTree[]
}

export const bloat = defineFacts<Bloat, PostgresClient>({
  id: 'postgres.bloat',
  system: 'postgres',
  cost: 'heavy',
  async collect(client, budget) {
    const [[source]] = await client.read<[{ hasFunction: boolean; readsAll: boolean }]>([sourceQuery], budget)
    const hasFunction = source?.hasFunction ?? false
    const [heaps, btrees, [block]] = await client.read<[Heap, BTree, { bytes: number }]>(
      [heapsQuery(hasFunction), btreesQuery(hasFunction), blockQuery],
      budget,
    )
    const seesAll = hasFunction || (source?.readsAll ?? false)
    return { user: client.user, blockBytes: block?.bytes ?? 8192, seesAll, heaps, btrees }
  },
})

const blockQuery = `SELECT current_setting('block_size')::int AS bytes`

/** What a relation takes beyond what its rows should need; null where that cannot be told. */
export interface Waste {
  readonly bytes: number
  readonly wastedBytes: number
  /** From 0 to 1. */
  readonly share: number
}

// The layout of pages and rows: https://www.postgresql.org/docs/current/storage-page-layout.html; the method is that of ioguix/pgsql-bloat-estimation.
const PAGE_HEADER = 24
const ITEM_POINTER = 4
const ROW_HEADER = 23
const ENTRY_HEADER = 8
// An entry with nulls has a bitmap of 32 columns, whatever it has.
const ENTRY_NULLS = 4
// What a B-tree keeps at the end of a page.
const BTREE_SPECIAL = 16

export function heapWaste(heap: Heap, blockBytes: number): Waste | null {
  const nulls = heap.nullable ? Math.ceil(heap.columns / 8) : 0
  const rowBytes = ITEM_POINTER + aligned(ROW_HEADER + nulls) + aligned(heap.dataWidth)
  return wasteOf(heap, blockBytes, { rowBytes, usableBytes: blockBytes - PAGE_HEADER, extraPages: 0 })
}

export function btreeWaste(btree: BTree, blockBytes: number): Waste | null {
  const header = ENTRY_HEADER + (btree.nullable ? ENTRY_NULLS : 0)
  const rowBytes = ITEM_POINTER + aligned(header) + aligned(btree.dataWidth)
  // One page describes the tree.
  return wasteOf(btree, blockBytes, { rowBytes, usableBytes: blockBytes - PAGE_HEADER - BTREE_SPECIAL, extraPages: 1 })
}

function wasteOf(
  { pages, rows, fillPercent, columns, measured }: Extent,
  blockBytes: number,
  shape: { readonly rowBytes: number; readonly usableBytes: number; readonly extraPages: number },
): Waste | null {
  if (pages === null || rows === null || measured < columns) return null
  const rowsOfPage = Math.max(1, Math.floor((shape.usableBytes * fillPercent) / 100 / shape.rowBytes))
  const expected = Math.ceil(rows / rowsOfPage) + shape.extraPages
  // Fewer than expected: equal entries of a B-tree are kept once, and wide values lie elsewhere.
  const wasted = Math.max(0, pages - expected)
  return { bytes: pages * blockBytes, wastedBytes: wasted * blockBytes, share: pages === 0 ? 0 : wasted / pages }
}

/** Everything begins at a multiple of 8 bytes. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}
