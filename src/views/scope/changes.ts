import type { Change } from '../../core/change.ts'
import { durationText } from '../../core/duration-text.ts'
import type { TableDraft } from '../../core/table.ts'

export interface ChangesSeen {
  readonly changes: readonly Change[]
  /** When it was looked, and how far back the time line goes, in milliseconds. */
  readonly now: number
  readonly sinceMs: number
  /** How old the look is that this one was compared with; null where there was none. */
  readonly comparedMs: number | null
}

/** What became different lately, the latest first; gaps in what is known have a line of their own. */
export function changesTable({ changes, now, sinceMs, comparedMs }: ChangesSeen): TableDraft {
  const shown = changes.filter(({ at }) => at >= now - sinceMs && at <= now).toReversed()
  return {
    title: titleOf(shown, sinceMs),
    columns: [
      { id: 'at', label: 'at', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'what', label: 'what', kind: 'text', importance: 'key' },
      { id: 'target', label: 'of', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'by', label: 'by', kind: 'text' },
      { id: 'ago', label: 'ago', kind: 'age' },
      { id: 'kind', label: 'kind', kind: 'text', importance: 'extra' },
      { id: 'system', label: 'system', kind: 'text', importance: 'extra' },
    ],
    rows: shown.map(({ at, summary, target, kind, tool, person }) => {
      const by = [tool, person].filter((each) => each !== undefined)
      return {
        ...{ at: stamp(at), what: summary, target: target.name, ago: Math.max(0, now - at), kind },
        system: target.system,
        ...(by.length > 0 && { by: by.join(', ') }),
      }
    }),
    notes: [compared(comparedMs)],
  }
}

function titleOf(shown: readonly Change[], sinceMs: number): string {
  const span = durationText(sinceMs)
  const known = shown.filter(({ kind }) => kind !== 'gap').length
  if (known === 0) return `nothing is known to have become different in the last ${span}`
  return `${known} change${known === 1 ? '' : 's'} in the last ${span}, the latest first (times in UTC)`
}

/** To the second: clocks agree no better. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Settings, versions and sizes leave no trace of when they changed. */
function compared(comparedMs: number | null): string {
  return comparedMs === null
    ? 'no look of the last 30 min to compare with: what leaves no trace of its own (settings, sizes) shows only between two looks'
    : `compared with the look of ${durationText(comparedMs)} ago; what changed before that and left no trace is not known`
}
