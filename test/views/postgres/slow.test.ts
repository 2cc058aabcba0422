import { describe, expect, it } from 'vitest'
import { type Statement, type Statements, statements } from '../../../src/facts/postgres/statements.ts'
import { slow } from '../../../src/views/postgres/slow.ts'
import { shownBy } from '../showing.ts'

const statement = (queryId: string, overrides: Partial<Statement> = {}): Statement => ({
  ...{ user: 'app', queryId, toplevel: true, query: `SELECT ${queryId}`, calls: 10, totalMs: 100, meanMs: 10 },
  ...{ maxMs: 20, rows: 30, blocksRead: 25, blocksHit: 75, temporaryBlocks: 0, walBytes: 0 },
  ...overrides,
})
const seen = (all: readonly Statement[], overrides: Partial<Statements> = {}): Statements => ({
  ...{ user: 'usrops_ro', statements: all, hidden: 0, forgotten: 0 },
  ...{ resetAt: '2026-11-01T08:30:12.000000Z', serverStart: '2026-11-01T00:00:00.000000Z' },
  ...overrides,
})
const show = (now: Statements, before?: Statements) =>
  shownBy(slow, [[statements, now]], before === undefined ? {} : { before: [[statements, before]] }).tables[0]

describe('slow statements', () => {
  it('are totals since the counters were reset where one look was taken', () => {
    const table = show(seen([statement('a', { totalMs: 300 }), statement('b', { blocksHit: 0, blocksRead: 0 })]))
    expect(table?.title).toBe('the statements that took the most time since 2026-11-01 08:30 UTC')
    expect(table?.rows[0]).toMatchObject({ statement: 'SELECT a', total: 300, share: 0.75, rows: 3, cacheHit: 0.75 })
    expect(table?.rows[1]).toMatchObject({ cacheHit: null })
    expect(table?.notes?.[0]).toContain('--interval 10s')
  })

  it('are what happened in between where two looks were taken', () => {
    const table = show(
      seen([statement('a', { calls: 12, totalMs: 700 }), statement('b'), statement('new')]),
      seen([statement('a'), statement('b')]),
    )
    expect(table?.title).toBe('the statements that took the most time in 60 s')
    expect(table?.rows).toEqual([
      expect.objectContaining({ statement: 'SELECT a', calls: 2, total: 600, mean: 300, meanBefore: 10, share: 1 }),
    ])
  })

  it('are totals again where the counters were reset in between', () => {
    expect(show(seen([statement('a')]), seen([], { resetAt: 'earlier' }))?.title).toMatch(/since/)
  })

  it('may be more than the extension was asked for', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => statement(String(index)))
    expect(show(seen(many(3)))?.total).toBe(3)
    expect(show(seen(many(60)))?.total).toBeNull()
  })

  it('tell what this login may not see, and that some were forgotten', () => {
    const notes = show(seen([], { hidden: 36, forgotten: 2, user: 'app' }))?.notes?.join('\n')
    expect(notes).toContain('app may not see 36 costly statements of other users: GRANT pg_monitor TO app')
    expect(notes).toContain('pg_stat_statements.max')
  })
})
