import type { Diagnosis } from '../core/diagnosis.ts'
import type { OutputEvent } from './documents/event.ts'
import { jsonLine } from './json.ts'

/** What came of it, thing by thing; the last line is the whole document. */
export function diagnosisLines(document: Diagnosis): string {
  const events: readonly OutputEvent[] = [
    ...document.findings.map((finding) => ({ version: 1, kind: 'Finding', finding }) as const),
    ...document.causes.map((cause) => ({ version: 1, kind: 'Cause', cause }) as const),
  ]
  return [...events, document].map(jsonLine).join('')
}
