import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, suffering } from './database-slowness.ts'
import { bySql } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

const grounds = ['postgres.slots', 'postgres.archiver', 'postgres.wal-size'] as const
type View = CauseView<(typeof grounds)[number] | (typeof slownessChecks)[number]>

/** WAL piles up because a slot has no reader or archiving fails, or the disk is full already. Never by deleting files in pg_wal. */
export const diskOrWalFilling = defineCause({
  id: 'disk-or-wal-filling',
  reads: {},
  weighs: [...grounds, ...slownessChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'postgres')
      .flatMap(({ target }) => ofDatabase(target, view)),
})

function ofDatabase(database: Target, view: View): readonly Conclusion[] {
  const full = complaintsAbout(database, view, 'disk-full')
  // A lost slot keeps nothing any more.
  const keepers = view
    .findingsOn(database, 'postgres.slots', 'postgres.archiver')
    .filter(({ evidence }) => evidence.walStatus !== 'lost')
  const size = view.findingsOn(database, 'postgres.wal-size')
  const consequences = [...size, ...full, ...(full.length > 0 ? suffering(database, view) : [])]
  if (keepers.length > 0) return keepers.map((keeper) => ofKeeper(keeper, consequences, view))
  if (full.length === 0) return []
  return [
    {
      target: database,
      summary: `the disk of ${database.name} is full`,
      because: reasonsOf(full),
      explains: consequences,
      confidence: 'high',
      remedies: [
        {
          kind: 'manual',
          risk: 'low',
          summary: `make room on the data disk of ${database.name} or enlarge it; never delete files in pg_wal`,
        },
      ],
    },
  ]
}

function ofKeeper(keeper: Finding, consequences: readonly Finding[], view: View): Conclusion {
  return {
    target: keeper.target,
    summary: keeper.summary,
    because: [keeper, ...consequences.filter((finding) => finding.kind !== 'symptom')].map((finding) => ({
      text: finding.summary,
      findings: [finding],
    })),
    explains: [keeper, ...consequences],
    confidence: 'high',
    remedies: keeper.check === 'postgres.slots' ? slotRemedies(keeper, view) : archiverRemedies(keeper),
  }
}

function slotRemedies(slot: Finding, view: View): readonly Remedy[] {
  const name = textIn(slot, 'name') ?? ''
  return [
    {
      kind: 'manual',
      risk: 'none',
      summary: `bring the reader of slot ${name} back: it catches up and the WAL is removed`,
    },
    bySql({
      handles: view.topology.handles(slot.target),
      sql: [
        `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '${name.replaceAll("'", "''")}' AND NOT active`,
      ],
      risk: 'data-loss',
      summary: `if its reader is gone for good, drop slot ${name}: the reader would have to start anew`,
    }),
  ]
}

function archiverRemedies(archiver: Finding): readonly Remedy[] {
  const file = textIn(archiver, 'lastFailedWal') ?? 'the WAL file'
  return [
    {
      kind: 'manual',
      risk: 'none',
      summary: `look in the server log why archive_command fails for ${file} (full target, rights, network) and repair the archive; the WAL is removed by itself then`,
    },
  ]
}
