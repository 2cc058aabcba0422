import { sizeText } from '../../core/size-text.ts'
import type { ColumnDraft, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Sizes, sizes } from '../../facts/postgres/sizes.ts'
import { monitorGrant } from '../../facts/postgres/visibility.ts'

/** What lies on the disk: the databases of the server, and the largest tables of this one. */
export const diskSizes = defineView({
  id: 'postgres.sizes',
  reads: { sizes },
  params: {},
  show: ({ sizes }) => [tables(sizes), databases(sizes)],
})

const tableColumns: readonly ColumnDraft[] = [
  { id: 'table', label: 'table', kind: 'text', importance: 'key', shorten: 'middle' },
  { id: 'total', label: 'total', kind: 'bytes', importance: 'key' },
  { id: 'heap', label: 'heap', kind: 'bytes' },
  { id: 'indexes', label: 'indexes', kind: 'bytes' },
  { id: 'toast', label: 'toast', kind: 'bytes' },
  { id: 'rows', label: 'rows (est.)', kind: 'count' },
  { id: 'deadRows', label: 'dead rows', kind: 'count', importance: 'extra' },
  { id: 'lastVacuum', label: 'last vacuum', kind: 'age', importance: 'extra' },
]

function tables({ tables, tableCount, database }: Sizes): TableDraft {
  const known = tables.flatMap(({ totalBytes }) => totalBytes ?? [])
  const sum = known.reduce((total, bytes) => total + bytes, 0)
  const shut = tables.length - known.length
  return {
    title: `the tables of database ${database} take ${sizeText(sum)}`,
    columns: tableColumns,
    rows: tables.map(({ table, totalBytes, heapBytes, indexBytes, toastBytes, rows, deadRows, lastVacuumMs }) => ({
      ...{ table, total: totalBytes, heap: heapBytes, indexes: indexBytes, toast: toastBytes, rows, deadRows },
      ...(lastVacuumMs !== null && { lastVacuum: lastVacuumMs }),
    })),
    total: tableCount,
    notes: shut === 0 ? [] : ['the size of a table is not known while somebody locks it for himself alone'],
  }
}

function databases({ databases, user }: Sizes): TableDraft {
  const hidden = databases.some(({ bytes }) => bytes === null)
  return {
    title: 'databases of the server',
    columns: [
      { id: 'database', label: 'database', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'bytes', label: 'size', kind: 'bytes', importance: 'key' },
    ],
    rows: databases.map(({ database, bytes }) => ({ database, bytes })),
    notes: hidden ? [`${user} may not see the size of databases it may not connect to: ${monitorGrant(user)}`] : [],
  }
}
