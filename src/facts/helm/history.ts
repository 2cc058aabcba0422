import type { Release, Revision } from './release.ts'

/** The revision that Helm touched last; undefined for a history without any. */
export function latest({ revisions }: Release): Revision | undefined {
  return revisions[0]
}

export function isPending({ status }: Revision): boolean {
  return status.startsWith('pending-') || status === 'uninstalling'
}

/**
 * The revision to go back to: the newest that is deployed, else the newest that was replaced and had come out well. `superseded` alone does not
 * say that: failed ones are called so, too. Null where none is known to be good.
 */
export function goodRevision({ revisions }: Release): number | null {
  const deployed = revisions.find(({ status, label }) => status === 'deployed' && label === 'deployed')
  const replaced = revisions.find(({ status, contents }) => {
    const isComplete = /\bcomplete\b|^Rollback to \d+$/i.test(contents?.description ?? '')
    return status === 'superseded' && isComplete
  })
  return (deployed ?? replaced)?.revision ?? null
}
