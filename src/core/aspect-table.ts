import type { Row, TableDraft } from './table.ts'

/** One aspect a row, `aspect`, `value`, `means` and `state`: what a system is like, and how that is judged. */
export function aspectTable(
  rows: readonly Row[],
  { means, note }: { readonly means: string; readonly note?: string },
): TableDraft {
  const bad = rows.filter(({ state }) => state === 'warning' || state === 'critical').length
  return {
    title: bad === 0 ? 'nothing is wrong with what could be judged' : `${bad} of ${rows.length} aspects need attention`,
    columns: [
      { id: 'aspect', label: 'aspect', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'value', label: 'value', kind: 'mixed', importance: 'key' },
      { id: 'means', label: means, kind: 'text' },
      { id: 'state', label: 'state', kind: 'state', importance: 'key' },
    ],
    rows,
    notes: [`what is wrong, and why: usrops diagnose${note === undefined ? '' : `; ${note}`}`],
  }
}
