import { describe, expect, it } from 'vitest'
import type { BrokerPool } from '../../../src/clients/kafka/broker-pool.ts'
import type { ListedGroup } from '../../../src/clients/kafka/client.ts'
import { committedOffsets } from '../../../src/clients/kafka/committed-offsets.ts'
import { describeGroups } from '../../../src/clients/kafka/group-members.ts'

const groups = Array.from(
  { length: 1000 },
  (_, index): ListedGroup => ({
    ...{ id: `group-${index}`, type: index % 2 === 0 ? 'classic' : 'consumer', state: 'Stable' },
    ...{ protocolType: 'consumer', coordinator: 1 + (index % 4 < 2 ? 0 : 1) },
  }),
)

describe('a thousand groups', () => {
  const counting = () => {
    let requests = 0
    const ask = async () => {
      requests += 1
      return { groups: [] }
    }
    const link = { speaks: () => true, ask }
    const pool = { links: new Map([1, 2].map((id) => [id, link])) } as unknown as BrokerPool
    return { pool, asked: () => requests }
  }
  const { signal } = new AbortController()

  it('take one request for the positions on each coordinator', async () => {
    const { pool, asked } = counting()
    expect((await committedOffsets(pool, groups, signal)).size).toBe(1000)
    expect(asked()).toBe(2)
  })

  it('take one request for the members on each coordinator and protocol', async () => {
    const { pool, asked } = counting()
    expect((await describeGroups(pool, groups, signal)).size).toBe(1000)
    expect(asked()).toBe(4)
  })
})
