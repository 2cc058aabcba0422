import { expect, it } from 'vitest'
import { redisChecks } from '../../../src/checks/redis/index.ts'
import type { Look } from '../../../src/core/look.ts'
import { answerOf, earlier, look, type Shown } from './looks.ts'

/** One policy: what a check answers to what a Redis shows now, and showed ten seconds before. */
export type Row = readonly [policy: string, check: string, answer: RegExp, now: Shown | Look, before?: Shown | Look]

/** A test for each row. */
export function policies(rows: readonly Row[]): void {
  for (const [policy, id, answer, now, before] of rows)
    it(policy, () => {
      const check = redisChecks.find((each) => each.id === `redis.${id}`)
      if (check === undefined) throw new Error(`no check redis.${id}`)
      const earlierLook = before === undefined ? undefined : earlier(10, asLook(before))
      expect(answerOf(check, asLook(now), earlierLook)).toMatch(answer)
    })
}

function asLook(shown: Shown | Look): Look {
  return 'instances' in shown ? shown : look(shown)
}
