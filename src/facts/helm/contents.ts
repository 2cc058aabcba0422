import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { CannotAsk } from '../../core/facts.ts'
import type { Payload } from './objects/payload.ts'
import { historyOf, payloadsOf } from './release.ts'

/**
 * How long ago the release of a service changed what is in each of its ConfigMaps and Secrets (`config-map/app`): null where it did not in the
 * revisions that are read. Nothing where nobody may read them.
 */
export async function contentsChanged(client: ServiceInCluster): Promise<ReadonlyMap<string, number | null>> {
  if (client.helmRelease === null) return new Map()
  try {
    const { storage, records } = await historyOf(client, client.helmRelease)
    const payloads = await payloadsOf(client, storage, records)
    return changesIn(
      records.map(({ revision, createdAgoMs }) => ({ agoMs: createdAgoMs, payload: payloads.get(revision) })),
    )
  } catch (error) {
    if (error instanceof CannotAsk) return new Map()
    throw error
  }
}

interface Applied {
  readonly agoMs: number
  readonly payload: Payload | undefined
}

/** `revisions`: newest first. Those that cannot be read end what is known; with less than two of them nothing is. */
export function changesIn(revisions: readonly Applied[]): ReadonlyMap<string, number | null> {
  const end = revisions.findIndex(({ payload }) => payload === undefined)
  const known = revisions.slice(0, end === -1 ? revisions.length : end)
  const [newest, ...older] = known
  if (newest?.payload === undefined || older.length === 0) return new Map()
  return new Map(
    newest.payload.objects.flatMap(({ kind, name, contents }): readonly [string, number | null][] => {
      if (contents === null) return []
      const changed = known.find(({ payload }, index) => {
        const before = known[index + 1]?.payload
        return before !== undefined && contentsOf(payload, kind, name) !== contentsOf(before, kind, name)
      })
      return [[`${kind === 'Secret' ? 'secret' : 'config-map'}/${name}`, changed?.agoMs ?? null]]
    }),
  )
}

function contentsOf(payload: Payload | undefined, kind: string, name: string): string | null {
  return payload?.objects.find((each) => each.kind === kind && each.name === name)?.contents ?? null
}
