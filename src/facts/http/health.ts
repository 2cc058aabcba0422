import type { HttpClient, NoAnswerWhy } from '../../clients/http/client.ts'
import { defineFacts } from '../../core/facts.ts'
import type { Failure } from '../logs/failure.ts'
import { examineHealth } from './health-collect.ts'

/** What the health endpoints of a service say, or why nobody said anything. */
export type Health = HealthSeen | HealthUnseen

export interface HealthSeen {
  readonly reached: true
  readonly url: string
  /** Every endpoint that exists or kept silent; those that do not exist are left out. */
  readonly endpoints: readonly HealthEndpoint[]
  /** What the service says of the things it needs, the worst word of all endpoints for each. */
  readonly components: readonly HealthComponent[]
  /** Three samples of the cheapest endpoint that answered; null where none did. */
  readonly latency: { readonly path: string; readonly samplesMs: readonly number[]; readonly medianMs: number } | null
  /** How far the server's clock is ahead of the operator's, and how precisely that is known. */
  readonly clockSkewMs: number | null
  readonly clockWithinMs: number | null
  /** As the health body names it. */
  readonly version: string | null
}

/** `loopback`: the operator is on the machine of the service, so a refusal means that nothing runs there. */
export interface HealthUnseen {
  readonly reached: false
  readonly url: string
  readonly loopback: boolean
  readonly why: NoAnswerWhy
  readonly code: string | null
  readonly text: string
}

/** `liveness`: shall it be restarted; `readiness`: shall it get traffic; `overall`: one answer for both. */
export type HealthRole = 'liveness' | 'readiness' | 'overall'
/** `forbidden`: needs an authorization. `silent`: no answer in 2.5 s. `unclear`: an answer that says nothing of health. */
export type HealthVerdict = 'up' | 'degraded' | 'down' | 'silent' | 'forbidden' | 'unclear'

export interface HealthEndpoint {
  readonly path: string
  readonly role: HealthRole
  readonly status: number | null
  readonly latencyMs: number | null
  readonly verdict: HealthVerdict
  /** What it says is wrong, masked; null where it says nothing. */
  readonly text: string | null
}

export interface HealthComponent {
  readonly name: string
  /** A guess by its name: `postgres`, `redis`, `kafka`, `elasticsearch`, …; null for the unknown. */
  readonly kind: string | null
  readonly state: ComponentState
  /** The endpoint that said so. */
  readonly path: string
  /** Masked. */
  readonly text: string | null
  readonly failure: Failure | null
}

export type ComponentState = 'up' | 'degraded' | 'down' | 'unknown'

/** Health endpoints in every usual dialect; a service that cannot be reached is a value, not an error. */
export const health = defineFacts<Health, HttpClient>({
  id: 'http.health',
  system: 'http',
  cost: 'cheap',
  collect: (client) => examineHealth(client),
})

/** An endpoint whose answer, or whose silence, takes a service out of service. */
export function failing({ verdict }: HealthEndpoint): boolean {
  return verdict === 'down' || verdict === 'silent'
}
