import { changes } from './changes/index.ts'
import { type ChangeReading, readChanges } from './core/change.ts'
import { collectLook } from './core/collect.ts'
import type { Instance } from './core/connection.ts'
import type { ExitName } from './core/exit-codes.ts'
import type { Listing, NotAsked } from './core/listing.ts'
import type { InstanceFacts } from './core/look.ts'
import { gapsIn } from './core/reading.ts'
import { groundOf, watchedBy } from './examination.ts'
import type { Invocation } from './invocation.ts'
import { overviewOf } from './overview.ts'
import { changesTable } from './views/scope/changes.ts'

export interface TimeLineOptions {
  readonly services: readonly string[]
  /** How far back, in milliseconds. */
  readonly sinceMs: number
  readonly limit?: number
}

/** An older look belongs to another time: what differs from it would be told as of now. */
const comparableMs = 30 * 60_000

/** What became different lately, the same that a diagnosis tells of. Changes nothing. */
export async function timeLine(
  invocation: Invocation,
  { services, sinceMs, limit }: TimeLineOptions,
): Promise<{ document: Listing; exit: ExitName }> {
  const { clock, signal, progress } = invocation
  const { scope, instances, baseline } = await groundOf(invocation, { services, systems: [] })
  const earlier = await baseline.read()
  const look = await collectLook(instances.flatMap(telling), {
    ...{ clock, signal, deep: false },
    ...watchedBy(progress, scope, instances.length),
  })
  const before = earlier !== undefined && look.at - earlier.at <= comparableMs ? earlier : undefined
  const comparedMs = before === undefined ? null : look.at - before.at
  const table = changesTable({ now: look.at, sinceMs, comparedMs, changes: readChanges(changes, look, before) })
  const notAsked = look.instances.flatMap(gapsOf)
  const view = 'scope.changes'
  const document = overviewOf(look, {
    view,
    table,
    notAsked,
    intervalMs: comparedMs,
    environment: scope.environment,
    ...(limit !== undefined && { limit }),
  })
  return { document, exit: look.instances.some(({ unconnected }) => unconnected) ? 'couldNotLook' : 'ok' }
}

/** An instance with only the facts that tell of changes; none where there are none. */
function telling(instance: Instance): readonly Instance[] {
  const wanted = new Set(readingsOf(instance.system).flatMap(({ facts }) => facts.map(({ id }) => id)))
  const facts = instance.facts.filter(({ id }) => wanted.has(id))
  return facts.length === 0 ? [] : [{ ...instance, facts }]
}

function readingsOf(system: string): readonly ChangeReading[] {
  return changes.filter(({ facts }) => facts.some((each) => each.system === system))
}

function gapsOf(instance: InstanceFacts): readonly NotAsked[] {
  const { target, system } = instance
  const facts = readingsOf(system).flatMap((reading) => reading.facts)
  return gapsIn(Object.fromEntries(facts.map((each) => [each.id, each])), instance).flatMap((gap) =>
    gap === 'not collected' ? [] : [{ target, reason: gap.reason, grant: gap.grant ?? null }],
  )
}
