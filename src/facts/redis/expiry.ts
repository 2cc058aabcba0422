import { nameShape } from '../../core/name-shape.ts'
import { definePerOwner } from './per-node.ts'
import { Shapes } from './shapes.ts'
import { type KeyWish, type Walked, walk } from './walk.ts'

/** When keys expire, by the shape of their names. */
export interface Expiry extends Walked {
  readonly shapes: readonly ExpiryShape[]
  /** Keys of shapes beyond those that are told apart. */
  readonly others: number
}

export interface ExpiryShape {
  readonly shape: string
  readonly keys: number
  /** Keys that stay until somebody deletes them: an answer of -1, never to be taken for "expired", which is -2. */
  readonly permanent: number
  /** Keys that expire, by the time that is left: up to a minute, an hour, a day, 30 days, and longer. */
  readonly expiring: readonly number[]
  readonly shortestMs: number | null
  readonly longestMs: number | null
}

const minute = 60_000
const day = 24 * 60 * minute

/** How long keys have left: up to each of these, and longer than the last. */
const spans = [minute, 60 * minute, day, 30 * day, null] as const

/** Which keys beginning so expire, and when. */
export const expiryUnder = (wish: KeyWish) =>
  definePerOwner<Expiry>({
    id: 'redis.expiry',
    collect: async (node, client, budget) => {
      const shapes = new Shapes<Left>(empty)
      const seen = await walk(node, client, wish, budget, async (keys) => {
        if (keys.length === 0) return
        const left = (await node.askKeys('expiry', keys)).map(Number)
        for (const [index, key] of keys.entries()) {
          const milliseconds = left[index] ?? GONE
          if (milliseconds !== GONE) note(shapes.add(nameShape(key.toString(), wish))?.entry, milliseconds)
        }
      })
      return {
        ...seen,
        others: shapes.others,
        shapes: shapes.all.map(({ shape, keys, entry }) => ({ shape, keys, ...entry })),
      }
    },
  })

const GONE = -2
const PERMANENT = -1

interface Left {
  permanent: number
  readonly expiring: number[]
  shortestMs: number | null
  longestMs: number | null
}

function empty(): Left {
  return { permanent: 0, expiring: spans.map(() => 0), shortestMs: null, longestMs: null }
}

function note(entry: Left | undefined, milliseconds: number): void {
  if (entry === undefined) return
  if (milliseconds === PERMANENT) {
    entry.permanent += 1
    return
  }
  const span = spans.findIndex((most) => most === null || milliseconds <= most)
  entry.expiring[span] = (entry.expiring[span] ?? 0) + 1
  entry.shortestMs = Math.min(entry.shortestMs ?? milliseconds, milliseconds)
  entry.longestMs = Math.max(entry.longestMs ?? milliseconds, milliseconds)
}

/** Of all keys. */
export const expiry = expiryUnder({ prefix: '', words: false })
