import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'

/** What a process says of others when it is itself too slow: its timers run out while it waits for its turn. */
const signatures: readonly string[] = [
  'connection-timeout',
  'pool-timeout',
  'breaker-open',
  'upstream-error',
  'event-loop-blocked',
  'kafka-rebalance',
]

/** Whether a complaint may come of the slowness of who complains. */
export function isOfSlowness(complaint: Finding): boolean {
  return signatures.includes(textIn(complaint, 'signature') ?? '')
}
