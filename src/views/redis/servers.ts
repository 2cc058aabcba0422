import type { ColumnDraft } from '../../core/table.ts'
import type { PerNode } from '../../facts/redis/per-node.ts'

/** Which of several servers a row is about. */
export const serverColumn: ColumnDraft = {
  ...{ id: 'server', label: 'server', kind: 'text' },
  ...{ importance: 'key', shorten: 'middle' },
}

/** What has to be known of servers that nothing below is about. */
export function unaskedNotes({ unasked }: PerNode<unknown>): readonly string[] {
  return unasked.map(({ address, reason }) =>
    reason.includes(address) ? `not shown: ${reason}` : `${address} is not shown: ${reason}`,
  )
}

/** `10.0.0.7:6379: `, where there are several. */
export function ofServer({ nodes, unasked }: PerNode<unknown>, address: string): string {
  return nodes.length + unasked.length > 1 ? `${address}: ` : ''
}
