import { CannotAsk } from '../../core/facts.ts'
import { nameShape } from '../../core/name-shape.ts'
import { infoOf } from './info.ts'
import { definePerOwner } from './per-node.ts'
import { Shapes } from './shapes.ts'
import { type KeyWish, type Walked, walk } from './walk.ts'

/** How often keys are used, by Redis's own counter: logarithmic, from 0 to 255, halving over minutes without use. */
export interface Frequencies extends Walked {
  readonly policy: string
  readonly shapes: readonly FrequencyShape[]
  /** Keys of shapes beyond those that are told apart. */
  readonly others: number
}

export interface FrequencyShape {
  readonly shape: string
  readonly keys: number
  /** Counters of its keys added up. */
  readonly total: number
  readonly highest: number
  /** Keys of this shape that are used much. */
  readonly hot: number
}

/** With the usual lfu-log-factor of 10 a counter stands at 142 after a hundred thousand uses, and at 10 after a hundred (redis.conf). */
export const HOT_FROM = 100

/** A sample: whoever is hot in general is hot in it. */
const sampled = 20_000

/** Which keys are used most. Only a policy that evicts by use counts it. */
export const frequenciesUnder = (wish: KeyWish) =>
  definePerOwner<Frequencies>({
    id: 'redis.frequencies',
    collect: async (node, client, budget) => {
      const policy = (await infoOf(node)).text('maxmemory_policy') ?? 'unknown'
      if (!policy.endsWith('-lfu')) throw notCounted(node.address, policy)
      const shapes = new Shapes<Use>(() => ({ total: 0, highest: 0, hot: 0 }))
      const seen = await walk(node, client, { most: sampled, ...wish }, budget, async (keys) => {
        const counters = keys.length === 0 ? [] : await node.askKeys('frequency', keys)
        for (const [index, key] of keys.entries()) {
          const counter = counters[index] ?? null
          if (counter !== null) note(shapes.add(nameShape(key.toString(), wish))?.entry, Number(counter))
        }
      })
      return {
        ...{ ...seen, policy, others: shapes.others },
        shapes: shapes.all.map(({ shape, keys, entry }) => ({ shape, keys, ...entry })),
      }
    },
  })

interface Use {
  total: number
  highest: number
  hot: number
}

function note(entry: Use | undefined, counter: number): void {
  if (entry === undefined) return
  entry.total += counter
  entry.highest = Math.max(entry.highest, counter)
  if (counter >= HOT_FROM) entry.hot += 1
}

function notCounted(address: string, policy: string): CannotAsk {
  return new CannotAsk(
    'unsupported',
    `${address} does not count how often a key is used: its policy is ${policy}, and only an LFU policy counts`,
    'maxmemory-policy allkeys-lfu or volatile-lfu, where evicting by use suits the data',
  )
}

/** Of all keys. */
export const frequencies = frequenciesUnder({ prefix: '', words: false })
