import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { part, type Target } from '../../core/target.ts'
import type { LoggedCrash } from '../../facts/logs/crash.ts'
import { logLines } from '../../facts/logs/lines.ts'
import { foundIn } from '../../facts/logs/readings.ts'

/** Containers keep falling over, and these are their last words: what a restart would not heal. */
export const crashLine = defineCheck({
  id: 'logs.crash-line',
  kind: 'condition',
  reads: { logLines },
  params: {
    /** The longest pause before the kubelet starts a container again is 5 minutes: what ended three pauses ago does not go on. */
    recentSeconds: 900,
  },
  run({ logLines }, { target, params, now }) {
    const crashes = logLines.crashes.filter(
      ({ line, namesError, goesOn, agoMs }) =>
        line !== null && namesError && goesOn && (agoMs ?? 0) <= params.recentSeconds * 1000,
    )
    const alike = Map.groupBy(crashes, ({ container, shape }) => JSON.stringify([container, shape]))
    return foundIn(
      logLines,
      [...alike.values()].flatMap((group) => findingOf(target, group, now)),
    )
  },
})

function findingOf(target: Target, group: readonly LoggedCrash[], now: number): readonly FindingDraft[] {
  const [latest] = group
  if (latest === undefined) return []
  const { container, isMain, line, shape, exitCode, reason, agoMs, failure, revision } = latest
  const pods = [...new Set(group.map(({ pod }) => pod))]
  const others = pods.length > 1 ? ` and ${pods.length - 1} more` : ''
  return [
    {
      severity: 'warning',
      target: part(target, 'crash', { container, line: shape ?? '' }),
      summary: `${container} of ${pods[0]}${others} wrote before it ended with exit code ${exitCode}: ${line?.slice(0, 200)}`,
      since: { accuracy: 'unknown', at: null },
      evidence: {
        ...{
          container,
          isMain,
          pods,
          revision,
          exitCode,
          reason,
          line,
          shape,
          lastAgeMs: agoMs,
          lastAt: now - (agoMs ?? 0),
        },
        signature: failure?.signature ?? null,
        system: failure?.system ?? null,
        host: failure?.host ?? null,
        port: failure?.port ?? null,
      },
    },
  ]
}
