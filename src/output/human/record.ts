import type { Terminal } from '../terminal.ts'
import { layout } from './layout.ts'
import { type Line, labelled, span } from './line.ts'
import { painter } from './paint.ts'

/** Members that say what a document is, for programs. */
const contract: ReadonlySet<string> = new Set(['version', 'kind', 'tool'])

/** Any other document, member by member: for commands without a screen of their own. */
export function renderRecord(document: object, { columns, colour }: Terminal): string {
  const members = Object.entries(document).filter(([name]) => !contract.has(name))
  return layout(
    members.flatMap(([name, value]) => memberLines(name, value, 0)),
    { columns, paint: painter(colour) },
  )
}

function memberLines(name: string, value: unknown, indent: number): readonly Line[] {
  const label = span(`${name}:`, 'strong')
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [labelled(indent, label, span(scalar(value)))]
  const members = Object.entries(value)
  if (members.length === 0) return [labelled(indent, label, span('none'))]
  if (Array.isArray(value) && value.every(isScalar))
    return [labelled(indent, label, span(value.map(scalar).join(', ')))]
  const lines = members.flatMap(([inner, each]) => memberLines(Array.isArray(value) ? '-' : inner, each, indent + 2))
  return [labelled(indent, name === '-' ? span('-') : label), ...lines]
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function scalar(value: unknown): string {
  return value === null ? 'not known' : String(value)
}
