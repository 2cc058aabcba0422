import { listAt, textAt, textsAt } from '../../../core/json.ts'

/** A LabelSelector object in the words of the `labelSelector` parameter: `app=users,tier in (a,b),!canary`. */
export function selectorText(selector: unknown): string {
  const labels = Object.entries(textsAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${value}`)
  return [...labels, ...listAt(selector, 'matchExpressions').flatMap(requirement)].join(',')
}

function requirement(raw: unknown): readonly string[] {
  const key = textAt(raw, 'key') ?? ''
  const values = listAt(raw, 'values').join(',')
  switch (textAt(raw, 'operator')) {
    case 'In':
      return [`${key} in (${values})`]
    case 'NotIn':
      return [`${key} notin (${values})`]
    case 'Exists':
      return [key]
    case 'DoesNotExist':
      return [`!${key}`]
    default:
      return []
  }
}
