import type { Diagnosis } from '../../src/core/diagnosis.ts'

/** The one document of `usrops diagnose -o json`; fails where the output is anything else. */
export function diagnosisIn(stdout: string): Diagnosis {
  const document = JSON.parse(stdout) as Diagnosis
  if (document.kind !== 'Diagnosis') throw new Error(`no diagnosis: ${stdout.slice(0, 500)}`)
  return document
}
