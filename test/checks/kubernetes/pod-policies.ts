import { expect, it } from 'vitest'
import { kubernetesChecks } from '../../../src/checks/kubernetes/index.ts'
import type { FindingDraft } from '../../../src/core/finding.ts'
import { container, group, history, MINUTE, type PodsShown, shownFacts } from './pods-shown.ts'

/** What all checks find of what is shown. */
export function findings(shown: PodsShown): readonly (FindingDraft & { readonly check: string })[] {
  const facts = shownFacts(shown)
  return kubernetesChecks.flatMap((check) => {
    const { findings } = check.ask(facts, undefined, {})
    return findings.map((finding) => ({ ...finding, check: check.id.replace('kubernetes.', '') }))
  })
}

/** One policy: what is found of what is shown. */
export type Row = readonly [policy: string, checks: readonly string[], shown: PodsShown]

/** A test for each row. */
export function finds(rows: readonly Row[]): void {
  for (const [policy, checks, shown] of rows) {
    it(policy, () => expect(findings(shown).map(({ check }) => check)).toEqual(checks))
  }
}

/** A pod that was made twenty seconds ago. */
export const starting = group({
  ...{ oldestMs: 20_000, youngestMs: 20_000, notReadyMs: { min: 20_000, max: 20_000 } },
  containers: [container({ isReady: false, runningMs: 15_000 })],
})

export const noneReady = { ready: 0, available: 0, unavailableForMs: 2 * MINUTE }

/** Its last rollout was hours ago. */
export const settled = history({ rolledOutMs: 600 * MINUTE })
