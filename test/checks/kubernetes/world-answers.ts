import { expect, it } from 'vitest'
import { checks } from '../../../src/checks/index.ts'
import type { World } from '../../facts/kubernetes/recording.ts'
import { lookAt, type OneService } from '../../facts/kubernetes/world-facts.ts'

/** What one check says of a service, or of the cluster it is on: `ok`, `unknown: …`, or the severities and summaries found. */
async function answerIn(world: World, id: string, service: OneService): Promise<string> {
  const check = checks.find((each) => each.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  const { instances } = await lookAt(world, service)
  const instance = instances.find(({ system }) => system === check.system)
  if (instance === undefined) throw new Error(`nothing of ${check.system} was looked at`)
  const { answer, findings, reason, grant } = check.ask(instance, undefined, {})
  if (answer === 'found') return findings.map(({ severity, summary }) => `${severity}: ${summary}`).join('\n')
  return answer === 'unknown' ? `unknown: ${reason} (${grant})` : answer
}

/** A policy, the check, what it answers, the world and the service: `shop deployment/orders`. */
export type WorldRow = readonly [policy: string, check: string, answer: RegExp, world: World, service: string]

/** A test for each row. */
export function answers(rows: readonly WorldRow[]): void {
  for (const [policy, id, answer, world, place] of rows)
    it(policy, async () => {
      const [namespace = '', workload = '', release] = place.split(' ')
      const more = release === undefined ? {} : { more: { helmRelease: release } }
      expect(await answerIn(world, id, { namespace, workload, ...more })).toMatch(answer)
    })
}
