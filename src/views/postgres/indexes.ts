import { durationText } from '../../core/duration-text.ts'
import { sizeText } from '../../core/size-text.ts'
import type { ColumnDraft, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { type Indexes, indexes } from '../../facts/postgres/indexes.ts'

/** Indexes that cost more than they give (invalid, the same twice, unused), and foreign keys without one. */
export const indexCare = defineView({
  id: 'postgres.indexes',
  reads: { indexes },
  params: {},
  show: ({ indexes }) => [invalid(indexes), duplicate(indexes), unused(indexes), foreignKeys(indexes)],
})

const name = (id: string, label = id): ColumnDraft => ({
  id,
  label,
  kind: 'text',
  importance: 'key',
  shorten: 'middle',
})
const size: ColumnDraft = { id: 'bytes', label: 'size', kind: 'bytes', importance: 'key' }
const table: ColumnDraft = { id: 'table', label: 'table', kind: 'text', shorten: 'middle' }

function invalid({ invalid, indexCount }: Indexes): TableDraft {
  const isBuilt = invalid.some(({ buildingPid }) => buildingPid !== null)
  return {
    title:
      invalid.length === 0
        ? `no index is invalid (of ${indexCount})`
        : `${invalid.length} of ${indexCount} indexes invalid, of no use to any statement`,
    columns: [
      name('index'),
      table,
      size,
      { id: 'maintained', label: 'written to', kind: 'flag', importance: 'key' },
      { id: 'building', label: 'being built by', kind: 'text' },
      { id: 'phase', label: 'phase', kind: 'text', importance: 'extra' },
    ],
    rows: invalid.map(({ index, table, bytes, maintained, buildingPid, buildingPhase }) => ({
      ...{ index, table, bytes, maintained },
      ...(buildingPid !== null && { building: `pid ${buildingPid}`, phase: buildingPhase }),
    })),
    notes:
      invalid.length === 0
        ? []
        : [
            `left behind by CREATE INDEX or REINDEX CONCURRENTLY that failed${isBuilt ? ', but for those being built' : ''}; what is written to costs every write`,
          ],
  }
}

function duplicate({ duplicate, shutTables }: Indexes): TableDraft {
  return {
    title:
      duplicate.length === 0
        ? 'no index is there twice'
        : `${duplicate.length} the same as another, ${sumOf(duplicate)}`,
    columns: [
      name('index'),
      name('keep', 'same as'),
      size,
      table,
      { id: 'constraint', label: 'of a constraint', kind: 'flag' },
      { id: 'unique', label: 'unique', kind: 'flag', importance: 'extra' },
    ],
    rows: duplicate.map(({ index, keep, bytes, table, hasConstraint, isUnique }) => ({
      ...{ index, keep, bytes, table, constraint: hasConstraint, unique: isUnique },
    })),
    notes:
      shutTables === 0
        ? []
        : [`left out: the indexes of ${counted(shutTables, 'table')} that somebody holds or wants for himself alone`],
  }
}

// pganalyze waits for so long before it calls an index unused: a month and its end, in days.
const BUSINESS_CYCLE_DAYS = 35
const dayMs = 86_400_000

function unused({ unused, countedMs, isReset, inRecovery }: Indexes): TableDraft {
  const since = `${isReset ? '' : 'at least '}${durationText(countedMs)}`
  const young = countedMs < BUSINESS_CYCLE_DAYS * dayMs
  return {
    title:
      unused.length === 0
        ? `every index was used in ${since}`
        : `${unused.length} not used in ${since}, ${sumOf(unused)}`,
    columns: [name('index'), table, size, { id: 'definition', label: 'definition', kind: 'text', importance: 'extra' }],
    rows: unused.map(({ index, table, bytes, definition }) => ({ index, table, bytes, definition })),
    notes:
      unused.length === 0
        ? []
        : [
            `each server counts for itself, and this is a ${inRecovery ? 'standby: its primary' : 'primary: a standby'} may use them`,
            ...(young
              ? [`counted for less than ${BUSINESS_CYCLE_DAYS} days: what runs once a month may need them`]
              : []),
          ],
  }
}

function foreignKeys({ foreignKeys }: Indexes): TableDraft {
  return {
    title:
      foreignKeys.length === 0
        ? 'every foreign key has an index'
        : `${counted(foreignKeys.length, 'foreign key')} without an index: deleting what they point to reads the whole table`,
    columns: [
      name('foreignKey', 'foreign key'),
      name('table'),
      { id: 'columns', label: 'columns', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'referenced', label: 'points to', kind: 'text', shorten: 'middle' },
      { id: 'rows', label: 'rows (est.)', kind: 'count' },
      { id: 'bytes', label: 'table size', kind: 'bytes', importance: 'extra' },
    ],
    rows: foreignKeys.map(({ foreignKey, table, columns, referenced, rows, bytes }) => ({
      ...{ foreignKey, table, columns, referenced, rows, bytes },
    })),
  }
}

function sumOf(indexes: readonly { readonly bytes: number | null }[]): string {
  return sizeText(indexes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))
}
