import type { Finding } from './finding.ts'

/** A text of the evidence; null where it is not there or no text. */
export function textIn({ evidence }: Pick<Finding, 'evidence'>, key: string): string | null {
  const value = evidence[key]
  return typeof value === 'string' ? value : null
}

/** A number of the evidence; null where it is not there or no number. */
export function numberIn({ evidence }: Pick<Finding, 'evidence'>, key: string): number | null {
  const value = evidence[key]
  return typeof value === 'number' ? value : null
}

/** The texts of a list of the evidence; none where it is not there or no list. */
export function textsIn({ evidence }: Pick<Finding, 'evidence'>, key: string): readonly string[] {
  const value = evidence[key]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
