import type { CheckResult } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { LogLines } from './lines.ts'

/** What a check of logs found; where it found nothing because the lines are elsewhere, that. */
export function foundIn({ blind }: LogLines, findings: readonly FindingDraft[]): CheckResult {
  return findings.length === 0 && blind !== null
    ? { unknown: blind, grant: 'the logs where they are shipped to' }
    : findings
}

/** ` of 5 of 200 pods`: whose lines they are; nothing where all were read. */
export function sampleWords({ pods }: LogLines): string {
  return pods === null || pods.read >= pods.total ? '' : ` of ${pods.read} of ${pods.total} pods`
}
