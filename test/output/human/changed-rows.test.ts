import { describe, expect, it } from 'vitest'
import type { Row } from '../../../src/core/table.ts'
import { changedRows } from '../../../src/output/human/changed-rows.ts'
import { listingOf, tableOf } from '../sample/listing.ts'

const listing = (...rows: readonly Row[]) =>
  listingOf([
    tableOf(
      [
        { id: 'service', label: 'service', kind: 'text', importance: 'key' },
        { id: 'state', label: 'state', kind: 'state', importance: 'key' },
        { id: 'errors', label: 'errors', kind: 'share' },
        { id: 'why', label: 'why', kind: 'text' },
      ],
      rows,
    ),
  ])

describe('a watched table in a pipe', () => {
  const well = { service: 'api', state: 'ok', errors: 0.01 }

  it('has a line for each row at first', () => {
    expect(changedRows(undefined, listing(well, { ...well, service: 'auth' }))).toBe(
      '2026-11-22T02:12:21Z api: state ok, errors 1 %\n2026-11-22T02:12:21Z auth: state ok, errors 1 %\n',
    )
  })

  it('has a line only for what says something else, and none for numbers that never stand still', () => {
    const now = listing(
      { ...well, errors: 0.02 },
      { service: 'auth', state: 'critical', errors: null, why: 'it\nfell' },
    )
    expect(changedRows(listing(well, { ...well, service: 'auth' }), now)).toBe(
      '2026-11-22T02:12:21Z auth: state critical, errors ?, why it fell\n',
    )
  })
})
