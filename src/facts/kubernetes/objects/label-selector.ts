import { isRecord, listAt, textAt, textsAt } from '../../../core/json.ts'

/** A LabelSelector in a form that can be evaluated here. No requirement at all: it selects everything. */
export type LabelSelector = readonly Requirement[]

export interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export type Labels = Readonly<Record<string, string>>

/** Null where the field is absent: what that means depends on the field. */
export function readLabelSelector(raw: unknown): LabelSelector | null {
  if (!isRecord(raw)) return null
  return [
    ...Object.entries(textsAt(raw, 'matchLabels')).map(
      ([key, value]): Requirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...listAt(raw, 'matchExpressions').flatMap(readRequirement),
  ]
}

/** Whether these labels fit, by the rules of k8s.io/apimachinery/pkg/labels. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.every((requirement) => fits(requirement, labels[requirement.key]))
}

/** A selector of plain pairs, as Services have it; one without pairs selects nothing. */
export function pairsSelect(pairs: Labels, labels: Labels): boolean {
  const entries = Object.entries(pairs)
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value)
}

function readRequirement(raw: unknown): readonly Requirement[] {
  const operator = textAt(raw, 'operator')
  const known = (['In', 'NotIn', 'Exists', 'DoesNotExist'] as const).find((each) => each === operator)
  const values = listAt(raw, 'values').filter((each) => typeof each === 'string')
  return known === undefined ? [] : [{ key: textAt(raw, 'key') ?? '', operator: known, values }]
}

function fits({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}
