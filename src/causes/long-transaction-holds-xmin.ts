import { defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, targetKey } from '../core/target.ts'
import type { Handles } from '../core/topology.ts'
import { terminateSession } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

const effects = [
  'postgres.autovacuum-behind',
  'postgres.wraparound',
  'postgres.long-running',
  'postgres.idle-in-transaction',
] as const

/** One old transaction, slot or standby keeps VACUUM from removing dead rows anywhere: end the holder first, vacuuming before that is useless. */
export const longTransactionHoldsXmin = defineCause({
  id: 'long-transaction-holds-xmin',
  reads: {},
  weighs: ['postgres.xmin-horizon', ...effects],
  conclude: (_sightings, view) =>
    // The oldest holder decides; others only matter when it is gone.
    [...Map.groupBy(view.findings('postgres.xmin-horizon'), (finding) => nodeKey(finding.target)).values()].flatMap(
      (holders) => {
        const oldest = holders.toSorted(
          (left, right) => (numberIn(right, 'xminAge') ?? 0) - (numberIn(left, 'xminAge') ?? 0),
        )[0]
        if (oldest === undefined) return []
        const same = view.findingsOn(oldest.target, ...effects)
        return {
          target: oldest.target,
          summary: oldest.summary,
          because: reasonsOf(holders),
          explains: [...holders, ...same.filter((finding) => isAbout(finding, oldest))],
          confidence: 'high' as const,
          remedies: remedies(oldest, view.topology.handles(oldest.target)),
        }
      },
    ),
})

function isAbout(finding: Finding, holder: Finding): boolean {
  const general = finding.check === 'postgres.autovacuum-behind' || finding.check === 'postgres.wraparound'
  return general || targetKey(finding.target) === targetKey(holder.target)
}

function remedies(holder: Finding, handles: Handles): readonly Remedy[] {
  const { pid, backendStart } = holder.target.id ?? {}
  if (typeof pid === 'number') {
    const start = typeof backendStart === 'string' ? backendStart : null
    return [
      terminateSession(
        handles,
        { pid, backendStart: start },
        'end this session; its transaction is rolled back, and autovacuum can work again',
      ),
    ]
  }
  const name = textIn(holder, 'name') ?? 'it'
  const words: Readonly<Record<string, string>> = {
    slot: `slot ${name}: bring its reader back, or drop the slot if the reader is gone for good (it has to be built anew then)`,
    standby: `standby ${name}: end the long query on it (hot_standby_feedback holds the horizon here)`,
    prepared: `prepared transaction ${name}: its owner decides between COMMIT PREPARED and ROLLBACK PREPARED`,
  }
  return [
    {
      kind: 'manual',
      risk: 'data-loss',
      summary: words[textIn(holder, 'kind') ?? ''] ?? `find out who needs ${name} and end it`,
    },
  ]
}
