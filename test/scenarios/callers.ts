import { until } from '../bench/machine/until.ts'
import { type Load, startLoad } from '../bench/user-service/load.ts'
import type { Mix } from '../bench/user-service/traffic.ts'

export interface LoadWish {
  readonly ratePerSecond: number
  readonly mix?: Mix
  readonly users?: number
  /** Requests under way at most. */
  readonly concurrency?: number
}

/** A calm weekday. */
export const USUAL_LOAD: LoadWish = { ratePerSecond: 25 }

/** Where the service is, and by which key its tokens are signed. */
export interface Door {
  readonly url: string
  readonly jwtSecret: string
  readonly keepAlive?: boolean
}

/** The people who use the service. */
export interface Callers {
  /** The steady load; 0 is none. */
  load(wish: LoadWish): void
  /** Further load; the function that is returned ends it. */
  moreLoad(wish: LoadWish): () => void
  /** Comes in by the present door, if that is another one than before. */
  find(): void
  /** False when one of the next requests of the steady load fails. */
  isServing(): Promise<boolean>
  /** Waits until the steady load is answered without an error. */
  served(withinMs?: number): Promise<void>
  stop(): Promise<void>
}

export function newCallers(door: () => Door): Callers {
  let steady: { readonly load: Load; readonly wish: LoadWish; readonly door: Door } | undefined
  const further = new Set<Load>()
  const load = (wish: LoadWish) => {
    void steady?.load.stop()
    const at = door()
    steady = wish.ratePerSecond > 0 ? { load: startLoad({ ...at, ...wish }), wish, door: at } : undefined
  }
  return {
    load,
    moreLoad(wish) {
      const more = startLoad({ ...door(), ...wish })
      further.add(more)
      return () => {
        further.delete(more)
        void more.stop()
      }
    },
    find() {
      const { url, jwtSecret } = door()
      if (steady && (steady.door.url !== url || steady.door.jwtSecret !== jwtSecret)) load(steady.wish)
    },
    isServing: () => (steady ? answersNext(steady.load) : Promise.resolve(true)),
    served: (withinMs) => (steady ? answersAll(steady.load, withinMs) : Promise.resolve()),
    async stop() {
      await Promise.all([...(steady ? [steady.load] : []), ...further].map((each) => each.stop()))
    },
  }
}

async function answersNext(load: Load): Promise<boolean> {
  const before = load.stats()
  let after = before
  const answered = async () => {
    after = load.stats()
    return after.sent - before.sent >= 5 || after.sent < before.sent
  }
  await until('five answers', answered)
  return after.sent - before.sent === after.ok - before.ok
}

async function answersAll(load: Load, withinMs = 30_000): Promise<void> {
  load.reset()
  await until(
    'the service serves its load',
    async () => {
      const { sent, ok } = load.stats()
      if (sent > ok) load.reset()
      return sent >= 10 && sent === ok
    },
    withinMs,
  )
}
