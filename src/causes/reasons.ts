import type { Because } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'

/** Each finding as a reason in its own words. */
export function reasonsOf(findings: readonly Finding[]): readonly Because[] {
  return findings.map((finding) => ({ text: finding.summary, findings: [finding] }))
}
