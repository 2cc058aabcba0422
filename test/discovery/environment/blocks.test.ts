import { describe, expect, it } from 'vitest'
import { kafka } from '../../../src/config/schema/kafka.ts'
import { postgres } from '../../../src/config/schema/postgres.ts'
import { redis } from '../../../src/config/schema/redis.ts'
import { blocks } from './blocks/index.ts'
import { inShort, readBlock } from './read-block.ts'

/** Every secret of the table holds this word. */
const canary = /hush/

describe('the environments of well-known charts and examples', () => {
  it('are at least thirty', () => {
    expect(new Set(blocks.map(({ chart }) => chart)).size).toBeGreaterThanOrEqual(30)
  })

  it.each(blocks)('say what $chart depends on', async (block) => {
    expect(inShort(await readBlock(block))).toEqual(block.expected)
  })

  it.each(blocks)('give nothing away of the secrets of $chart', async (block) => {
    const { postgres, redis, kafka, upstreams, others, unresolved } = await readBlock(block)
    const configs = [...postgres, ...redis, ...kafka].map(({ config, secretFields }) => ({ config, secretFields }))
    expect(JSON.stringify({ configs, upstreams, others, unresolved })).not.toMatch(canary)
  })

  it.each(blocks)('become configuration that usrops can read, for $chart', async (block) => {
    const found = await readBlock(block)
    // What a container's environment holds has no place in a file.
    const inFile = (config: unknown) => JSON.parse(JSON.stringify(config).replaceAll(/pod-env:[^"]*/g, 'env:VALUE'))
    const mistakes = [
      ...found.postgres.map(({ config }) => postgres.safeParse(inFile(config))),
      ...found.redis.map(({ config }) => redis.safeParse(inFile(config))),
      ...found.kafka.map(({ config }) => kafka.safeParse(inFile(config))),
    ].flatMap(({ error }) => error?.issues ?? [])
    expect(mistakes).toEqual([])
  })
})
