import type { Listing, Table } from '../../../src/core/listing.ts'
import { type ColumnDraft, columnsOf, type Row } from '../../../src/core/table.ts'

const target = { system: 'postgres', kind: 'database', name: 'user-db' } as const

/** A table of the sample database. */
export function tableOf(columns: readonly ColumnDraft[], rows: readonly Row[], more: Partial<Table> = {}): Table {
  const all = columnsOf(columns)
  return { target, vantage: 'operator', title: 'a table', columns: all, rows, total: rows.length, notes: [], ...more }
}

export function listingOf(tables: readonly Table[], more: Partial<Listing> = {}): Listing {
  return {
    ...{ version: 1, kind: 'Listing', tool: 'usrops 0.1.0', view: 'postgres.sample', environment: 'staging' },
    ...{ takenAt: '2026-11-22T02:12:21.000Z', intervalMs: null, tables, notAsked: [] },
    ...more,
  }
}

const columns: readonly ColumnDraft[] = [
  { id: 'session', label: 'session', kind: 'text', importance: 'key', shorten: 'never' },
  { id: 'application', label: 'application', kind: 'text', shorten: 'middle' },
  { id: 'state', label: 'state', kind: 'state' },
  { id: 'waits', label: 'waits', kind: 'age' },
  { id: 'took', label: 'mean', kind: 'milliseconds' },
  { id: 'memory', label: 'memory', kind: 'bytes', importance: 'extra' },
  { id: 'share', label: 'of usable', kind: 'share', importance: 'extra' },
  { id: 'calls', label: 'calls', kind: 'count' },
  { id: 'pace', label: 'pace', kind: 'rate', importance: 'extra' },
  { id: 'pooled', label: 'pooled', kind: 'flag', importance: 'extra' },
  { id: 'value', label: 'value', kind: 'mixed' },
  { id: 'statement', label: 'statement', kind: 'text' },
]

const rows: readonly Row[] = [
  {
    ...{ session: '4711@2026-11-22T01:00:00.123456Z', application: 'user-service-of-the-north', state: 'critical' },
    ...{ waits: 14 * 60_000, took: 0.0123, memory: 1_610_612_736, share: 0.375, calls: 1_234_567, pace: 41.25 },
    ...{ pooled: true, value: { amount: 20_480, kind: 'bytes' } },
    statement: 'UPDATE users SET name = $1, updated_at = now() WHERE id = $2 AND version = $3',
  },
  {
    ...{ session: '17@2026-11-22T01:00:00.000001Z', application: '', state: 'ok', took: 2_340, memory: null },
    ...{ share: 0, calls: 0, pace: null, pooled: false, value: { amount: null, kind: 'age' }, statement: null },
  },
]

/** Every kind of column, what is not known, and what does not apply. */
export const everyKind = listingOf(
  [
    tableOf(columns, rows, { title: '2 of 5 sessions wait', total: 5, notes: ['counted since 3 days'] }),
    tableOf(columns, [], { title: 'no session is blocked' }),
  ],
  {
    notAsked: [
      {
        target: { ...target, name: 'user-db-replica' },
        reason: '10.0.0.7:5432 is not reachable from here',
        grant: 'name a way to it (via)',
      },
    ],
  },
)
