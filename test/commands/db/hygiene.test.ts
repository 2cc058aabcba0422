import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { bloatEstimate } from '../../../src/views/postgres/bloat.ts'
import { indexCare } from '../../../src/views/postgres/indexes.ts'
import { diskSizes } from '../../../src/views/postgres/sizes.ts'
import { BENCH_START_TIMEOUT_MS } from '../../bench/bench.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { tableIn } from '../program.ts'
import { listing } from './asking.ts'
import { Scene } from './scene.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'usrops db, for what can wait', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
    await scene.asSuperuser('VACUUM ANALYZE people', 'ANALYZE pets')
  }, BENCH_START_TIMEOUT_MS)
  afterEach(() => scene.calm())
  afterAll(() => scene?.close())

  const bytesOf = async (relation: string): Promise<number> => {
    const [row] = await scene.asSuperuser(`SELECT pg_relation_size('${relation}')::float8 AS bytes`)
    return Number(row?.bytes)
  }

  it('bloat estimates what a table and its indexes waste about as large as it is', async () => {
    await scene.asSuperuser('CREATE TABLE fresh AS SELECT * FROM people', 'CREATE INDEX fresh_email ON fresh (email)')
    const wasted = {
      people: (await bytesOf('people')) - (await bytesOf('fresh')),
      people_email: (await bytesOf('people_email')) - (await bytesOf('fresh_email')),
    }
    await scene.asSuperuser('DROP TABLE fresh')
    for (const env of [...scene.monitor, scene.application]) {
      const seen = await listing(env, bloatEstimate)
      const [table] = tableIn(seen, /^tables waste/).rows
      expect(table).toMatchObject({ table: 'people', size: await bytesOf('people') })
      expect(Number(table?.wasted) / wasted.people).toBeCloseTo(1, 1)
      const index = tableIn(seen, /^B-trees waste/).rows.find((row) => row.index === 'people_email')
      expect(Number(index?.wasted) / wasted.people_email).toBeCloseTo(1, 1)
    }
  })

  it('bloat is unknown, and not none, to a login that sees no statistics', async () => {
    const grant = 'GRANT EXECUTE ON FUNCTION usrops.column_widths() TO usrops_ro'
    await scene.asSuperuser(grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '))
    try {
      const { tables, notAsked } = await listing(scene.monitor[0] ?? {}, bloatEstimate)
      expect(tables).toEqual([])
      expect(notAsked[0]).toMatchObject({
        reason: 'usrops_ro may not see the statistics of columns',
        grant: expect.stringContaining('usrops doctor --sql'),
      })
    } finally {
      await scene.asSuperuser(grant)
    }
  })

  it('bloat calls no function of that name that somebody else than a superuser made', async () => {
    const owner = (name: string) => `ALTER FUNCTION usrops.column_widths() OWNER TO ${name}`
    await scene.asSuperuser('GRANT CREATE ON SCHEMA usrops TO app', owner('app'))
    try {
      const { notAsked } = await listing(scene.monitor[0] ?? {}, bloatEstimate)
      expect(notAsked[0]?.reason).toBe('usrops_ro may not see the statistics of columns')
    } finally {
      await scene.asSuperuser(owner('postgres'), 'REVOKE CREATE ON SCHEMA usrops FROM app')
    }
  })

  it('indexes shows those that are invalid, double or unused, and foreign keys without one', async () => {
    const client = await scene.session('migrations')
    await expect(client.query('CREATE UNIQUE INDEX CONCURRENTLY pets_name ON pets (name)')).rejects.toThrow('unique')
    try {
      const seen = await listing(scene.monitor[0] ?? {}, indexCare)
      expect(tableIn(seen, /invalid/).rows).toEqual([
        { index: 'pets_name', table: 'pets', bytes: expect.any(Number), maintained: expect.any(Boolean) },
      ])
      expect(tableIn(seen, /same as/).rows).toEqual([
        expect.objectContaining({ index: 'people_email_again', keep: 'people_email', constraint: false }),
      ])
      const unused = tableIn(seen, /not used/)
      expect(unused.rows.map(({ index }) => index).toSorted()).toEqual([
        'people_email',
        'people_email_again',
        'people_of_one',
      ])
      expect(unused.notes.join()).toMatch(/each server counts for itself.*less than 35 days/)
      expect(tableIn(seen, /foreign key/).rows).toEqual([
        expect.objectContaining({ table: 'pets', columns: 'owner', referenced: 'people', rows: 2000 }),
      ])
      expect(JSON.stringify(seen)).not.toContain('secret-name')
    } finally {
      await client.query('DROP INDEX pets_name')
    }
  })

  it('sizes are those of the server', async () => {
    const [real] = await scene.asSuperuser(`
      SELECT pg_total_relation_size('people')::float8 AS total, pg_indexes_size('people')::float8 AS indexes`)
    const seen = await listing(scene.monitor[0] ?? {}, diskSizes, { limit: 1 })
    const tables = tableIn(seen, /tables of database users/)
    expect(tables.rows).toEqual([expect.objectContaining({ table: 'people', ...real })])
    expect(tables.total).toBe(2)
    expect(tableIn(seen, /databases/).rows[0]).toMatchObject({ bytes: expect.any(Number) })
  })

  it('waits for nobody who has a table for himself alone: its size is not known, that of others is', async () => {
    const holder = await scene.session('migrations')
    await holder.query('BEGIN; LOCK TABLE people IN ACCESS EXCLUSIVE MODE')
    for (const env of scene.monitor) {
      const sizes = tableIn(await listing(env, diskSizes), /tables of database/)
      expect(sizes.rows[0]).toMatchObject({ table: 'people', total: null, heap: null })
      expect(sizes.rows[1]).toMatchObject({ table: 'pets', total: expect.any(Number) })
      const indexes = await listing(env, indexCare)
      expect(tableIn(indexes, /not used/).rows).toContainEqual({
        ...{ index: 'people_email', table: 'people', bytes: null, definition: null },
      })
      expect(tableIn(indexes, /twice/).notes).toEqual([expect.stringContaining('the indexes of 1 table')])
      const bloat = tableIn(await listing(env, bloatEstimate), /tables waste/)
      expect(bloat.rows).toContainEqual(expect.objectContaining({ table: 'people', wasted: null, size: null }))
    }
  })
})
