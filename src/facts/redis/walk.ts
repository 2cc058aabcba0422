import type { RedisClient, RedisNode } from '../../clients/redis/client.ts'
import type { Budget } from '../../core/facts.ts'
import type { NameWish } from '../../core/name-shape.ts'
import { infoOf } from './info.ts'

/** Which keys a walk is about, and when it has seen enough. */
export interface KeyWish extends NameWish {
  /** Keys of one server that are passed at most, matching or not. */
  readonly most?: number
}

/** How much of the keys of one server was seen. */
export interface Walked {
  readonly database: number
  /** Keys in the database, those that do not match included. */
  readonly keys: number
  /** About how many of them were passed. */
  readonly passed: number
  /** Whether the walk came to its end. */
  readonly whole: boolean
  /** Keys that match, of those that were passed. */
  readonly matched: number
}

/** A million keys take about a second at full pace, and the person who asked can ask for more. */
const usualMost = 200_000

/** As long as a person waits, and never all of the time for a collection, so that what was seen is told in time. */
const WALK_MS = 10_000
const WALK_SHARE = 0.7

/** Walks the keys that begin so; `take` gets each page and may ask more about its keys. */
export async function walk(
  node: RedisNode,
  { database }: RedisClient,
  { prefix, most = usualMost }: KeyWish,
  { milliseconds, signal }: Budget,
  take: (keys: readonly Buffer[]) => Promise<void>,
): Promise<Walked> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(Math.min(WALK_MS, milliseconds * WALK_SHARE)))])
  const keys = await keysIn(node, database)
  let [passed, matched, whole] = [0, 0, false]
  for await (const page of node.walk(`${literally(prefix)}*`, enough)) {
    await take(page.keys)
    passed += page.passed
    matched += page.keys.length
    whole = page.last
    if (passed >= most || enough.aborted) break
  }
  // Keys came and went since they were counted; while a table grows or shrinks pages overlap, and the last page is rarely full.
  const all = Math.max(keys, matched)
  return { database, keys: all, matched, whole, passed: whole ? all : Math.min(passed, all) }
}

/** A prefix is no pattern: what would be one in it is meant as it stands. */
export function literally(prefix: string): string {
  return prefix.replace(/[*?[\]\\^]/g, '\\$&')
}

async function keysIn(node: RedisNode, database: number): Promise<number> {
  const fields = (await infoOf(node)).family(/^db(?=\d+$)/).get(String(database))
  return Number(fields?.keys ?? 0)
}
