import type { Greeting } from '../../clients/redis/client.ts'
import { definePerNode } from './per-node.ts'

/** How a server met the first PING: it refuses it with the same words as an application's command. */
export interface Met {
  readonly greeting: Greeting
  readonly roundTripMs: number
}

export const greeting = definePerNode<Met>({
  id: 'redis.greeting',
  collect: async (node) => ({ greeting: node.greeting, roundTripMs: node.roundTripMs }),
})
