import { serverClock } from './info.ts'
import { definePerNode } from './per-node.ts'
import { permitted } from './permitted.ts'

export interface Latency {
  /** Spikes that Redis noticed itself (fork, aof-fsync-always, expire-cycle, …). Empty also where monitoring is off, as it is by default; null where not allowed. */
  readonly spikes:
    | readonly { readonly event: string; readonly ageMs: number; readonly tookMs: number; readonly worstMs: number }[]
    | null
}

export const latency = definePerNode<Latency>({
  id: 'redis.latency',
  collect: async (node) => {
    const reply = await permitted(node.ask('latency'))
    if (!Array.isArray(reply)) return { spikes: null }
    const now = await serverClock(node)
    return {
      spikes: reply.map((entry) => {
        const [event, at, took, worst] = Array.isArray(entry) ? entry : []
        return {
          event: String(event),
          ageMs: Math.max(0, now - Number(at) * 1000),
          tookMs: Number(took),
          worstMs: Number(worst),
        }
      }),
    }
  },
})
