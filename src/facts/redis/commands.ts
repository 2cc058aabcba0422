import { infoOf } from './info.ts'
import { definePerNode, type NodePair } from './per-node.ts'

/** What a server was busy with, since its start or CONFIG RESETSTAT. */
export interface Commands {
  /** The most costly first. */
  readonly commands: readonly CommandUse[]
}

export interface CommandUse {
  /** `get`, `config|get`. */
  readonly command: string
  readonly calls: number
  /** Time in the server, without waiting and network. */
  readonly tookMs: number
  /** Calls that were refused or failed; null before 6.2. */
  readonly failed: number | null
}

export const commands = definePerNode<Commands>({
  id: 'redis.commands',
  cost: 'heavy',
  collect: async (node) => {
    const all = [...(await infoOf(node)).family(/^cmdstat_/)].map(([command, fields]) => ({
      command,
      calls: Number(fields.calls ?? 0),
      tookMs: Number(fields.usec ?? 0) / 1000,
      failed: fields.failed_calls === undefined ? null : Number(fields.failed_calls) + Number(fields.rejected_calls),
    }))
    return { commands: all.toSorted((left, right) => right.tookMs - left.tookMs) }
  },
})

/** The same between two looks at one process, without what was not called; as it is without an earlier look or after a reset. */
export function commandsBetween({ value, earlier }: NodePair<Commands>): readonly CommandUse[] {
  const before = new Map(earlier?.value.commands.map((each) => [each.command, each]))
  const between = value.commands.map((now) => {
    const then = before.get(now.command)
    if (then === undefined) return now
    const failed = now.failed === null ? null : now.failed - (then.failed ?? 0)
    return { ...now, calls: now.calls - then.calls, tookMs: now.tookMs - then.tookMs, failed }
  })
  if (between.some(({ calls }) => calls < 0)) return value.commands
  return between.filter(({ calls }) => calls > 0)
}
