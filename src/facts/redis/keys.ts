import type { RedisNode } from '../../clients/redis/client.ts'
import { nameShape } from '../../core/name-shape.ts'
import { definePerOwner } from './per-node.ts'
import { permitted } from './permitted.ts'
import { Shapes } from './shapes.ts'
import { type KeyWish, type Walked, walk } from './walk.ts'

/** Keys by the shape of their names, never by their values. */
export interface Keys extends Walked {
  readonly shapes: readonly KeyShape[]
  /** Keys of shapes beyond those that are told apart. */
  readonly others: number
}

export interface KeyShape {
  readonly shape: string
  readonly keys: number
  /** The first ones, of which more was asked than the name. */
  readonly sample: KeySample
}

/** What is null may not be asked. */
export interface KeySample {
  readonly keys: number
  readonly types: readonly string[] | null
  readonly bytes: number | null
  readonly largestBytes: number | null
}

/** Enough for a mean, few enough to be asked of every shape. */
const SAMPLED = 20

/** What keys beginning so there are, what they hold and how large they are. */
export const keysUnder = (wish: KeyWish) =>
  definePerOwner<Keys>({
    id: 'redis.keys',
    collect: async (node, client, budget) => {
      const shapes = new Shapes<Sampled>(() => ({ keys: 0, types: [], bytes: [] }))
      const seen = await walk(node, client, wish, budget, async (keys) => {
        const wanted = keys.filter((key) => {
          const tally = shapes.add(nameShape(key.toString(), wish))
          return tally !== undefined && tally.keys <= SAMPLED
        })
        await sample(node, wanted, (key) => shapes.of(nameShape(key.toString(), wish)))
      })
      return { ...seen, others: shapes.others, shapes: shapes.all.map(shapeOf) }
    },
  })

interface Sampled {
  keys: number
  /** Null where they may not be asked. */
  types: string[] | null
  bytes: number[] | null
}

async function sample(
  node: RedisNode,
  keys: readonly Buffer[],
  of: (key: Buffer) => Sampled | undefined,
): Promise<void> {
  if (keys.length === 0) return
  const [types, sizes] = await Promise.all([
    permitted(node.askKeys('type', keys)),
    permitted(node.askKeys('size', keys)),
  ])
  for (const [index, key] of keys.entries()) {
    const into = of(key)
    const [type, size] = [types?.[index], sizes?.[index]]
    // Gone meanwhile.
    if (into === undefined || type === 'none' || size === null) continue
    into.keys += 1
    into.types = types && [...new Set([...(into.types ?? []), String(type)])]
    into.bytes = sizes && [...(into.bytes ?? []), Number(size)]
  }
}

function shapeOf({ shape, keys, entry }: { shape: string; keys: number; entry: Sampled }): KeyShape {
  const { types, bytes } = entry
  return {
    shape,
    keys,
    sample: {
      keys: entry.keys,
      types,
      bytes: bytes?.reduce((sum, size) => sum + size, 0) ?? null,
      largestBytes: bytes && Math.max(0, ...bytes),
    },
  }
}

/** All keys. */
export const keys = keysUnder({ prefix: '', words: false })
