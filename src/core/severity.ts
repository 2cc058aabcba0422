export type Severity = 'warning' | 'critical'
export type Verdict = 'ok' | Severity
export type Confidence = 'low' | 'medium' | 'high'

const verdicts: readonly Verdict[] = ['ok', 'warning', 'critical']
const confidences: readonly Confidence[] = ['low', 'medium', 'high']

export function worst(severities: readonly Verdict[]): Verdict {
  return severities.reduce<Verdict>((sum, each) => (severityRank(each) > severityRank(sum) ? each : sum), 'ok')
}

/** 0 for ok, 2 for critical: to compare and to sort by. */
export function severityRank(verdict: Verdict): number {
  return verdicts.indexOf(verdict)
}

/** 0 for low, 2 for high: to compare and to sort by. */
export function confidenceRank(confidence: Confidence): number {
  return confidences.indexOf(confidence)
}
