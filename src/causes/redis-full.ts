import { defineCause } from '../core/cause.ts'
import { numberIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Handles } from '../core/topology.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, suffering } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** Redis is at its memory limit and may not evict: every write is refused. */
export const redisFull = defineCause({
  id: 'redis-full',
  reads: {},
  weighs: ['redis.memory-limit', 'redis.refused-writes', ...slownessChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'redis')
      .flatMap(({ target }) => {
        const limit = view.findingsOn(target, 'redis.memory-limit')
        const refused = view.findingsOn(target, 'redis.refused-writes').filter(isOutOfMemory)
        const complaints = complaintsAbout(target, view, 'redis-full')
        const grounds = [...limit, ...refused, ...complaints]
        const isFull = refused.length + complaints.length > 0 || limit.some(({ evidence }) => evidence.full === true)
        if (!isFull) return []
        return {
          target,
          summary: `${target.name} is full and evicts nothing: writes are refused`,
          because: reasonsOf(grounds),
          explains: [...grounds, ...suffering(target, view)],
          confidence: 'high' as const,
          remedies: remedies(target, limit[0], view.topology.handles(target)),
        }
      }),
})

function isOutOfMemory({ evidence: { errors } }: Finding): boolean {
  return typeof errors === 'object' && errors !== null && 'OOM' in errors
}

function remedies(target: Target, limit: Finding | undefined, handles: Handles): readonly Remedy[] {
  const bytes = limit === undefined ? null : numberIn(limit, 'limit')
  const find = {
    kind: 'manual',
    risk: 'data-loss',
    summary: `find what grew in ${target.name} (redis-cli --memkeys on a replica) and flush a cache prefix; sessions and locks are no cache`,
  } as const
  if (bytes === null || handles.client === undefined) return [find]
  // A quarter more, and no less than 64 MiB, gives time to look; the machine must have it.
  const more = String(Math.ceil(Math.max(bytes * 1.25, bytes + 64 * 1024 ** 2)))
  return [
    {
      kind: 'command',
      command: [...handles.client, 'CONFIG', 'SET', 'maxmemory', more],
      mutates: true,
      risk: 'low',
      summary: 'raise the limit a little, if the machine has that memory; until the next restart',
    },
    find,
  ]
}
