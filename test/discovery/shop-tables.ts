import { expect } from 'vitest'
import type { Listing } from '../../src/core/listing.ts'
import { until } from '../bench/machine/until.ts'
import { tableIn } from '../commands/program.ts'

/** What the commands that show tables say of the user service of the shop; `listed` runs one that ends with `code`. */
export async function expectTables(listed: (words: string, code?: number) => Promise<Listing>): Promise<void> {
  const { rows } = tableIn(await listed('pods'), /^1 of 1 pods are ready$/)
  expect(rows).toEqual([expect.objectContaining({ ready: true, revision: 1, workload: 'deployment/user-service' })])
  expect((await listed('events')).tables.map(({ target }) => target.name)).toEqual(['user-service'])
  await until('its use is measured', async () => {
    const [table] = (await listed('top')).tables
    return table?.rows.some(({ container, memory }) => container === 'main' && Number(memory) > 0) ?? false
  })
  const described = await listed('describe')
  expect(tableIn(described, /Services before its pods/).rows).toEqual([
    expect.objectContaining({ service: 'user-service', readyEndpoints: 1 }),
  ])
  expect(tableIn(described, /what names them/).rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ system: 'redis', host: 'cache', variables: 'REDIS_URL' }),
      expect.objectContaining({ system: 'http', host: 'auth-service:8080', variables: 'AUTH_SERVICE_URL' }),
      expect.objectContaining({ host: null, variables: 'DATABASE_URL' }),
      expect.objectContaining({ variables: 'SESSIONS_REDIS_URL', note: 'inside the pod' }),
    ]),
  )
  expect(tableIn(await listed('health'), /user-service/).rows).toContainEqual(
    expect.objectContaining({ path: '/internal/ready', verdict: 'up' }),
  )
  expect(tableIn(await listed('status', 7), /no service is hurt/).rows).toEqual([
    expect.objectContaining({ service: 'user-service', state: 'ok', ready: 1, wanted: 1, revision: 1 }),
  ])
}
