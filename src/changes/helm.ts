import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import type { Sighting } from '../core/look.ts'
import { type Release, type Revision, release } from '../facts/helm/release.ts'

/** What Helm did to the release of a service. The pods that came of it are a change of their own. */
export const helmChanges: readonly ChangeReading[] = [
  defineChanges({ id: 'helm.revision', reads: release, observe: revised }),
]

function revised({ value, at }: Sighting<Release | null>): readonly ChangeDraft[] {
  return (value?.revisions ?? []).map((revision) => ({
    at: Math.round(at - revision.ageMs),
    kind: 'helm',
    summary: `Helm release ${value?.name}: revision ${revision.revision} ${wordsOf(revision)}`,
    tool: 'helm',
  }))
}

/** A revision that was replaced says by its description whether it ever was good. */
function wordsOf({ status, contents }: Revision): string {
  const how = status === 'superseded' ? 'was deployed, now replaced' : (states[status] ?? `is ${status}`)
  if (contents === null) return how
  return `${how} (${contents.chart}): ${contents.description}`
}

const states: Readonly<Record<string, string>> = {
  deployed: 'was deployed',
  failed: 'failed',
  uninstalled: 'was uninstalled',
  'pending-install': 'is still being installed',
  'pending-upgrade': 'is still being upgraded to',
  'pending-rollback': 'is still being rolled back to',
}
