import type { Check } from '../../../src/core/check.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'

export const now = Date.parse('2026-11-22T03:00:00Z')
const elapsedMs = 10_000
const target = { system: 'service', kind: 'service', name: 'user-service' }

/** Asks one check about one value, with an earlier one where given. */
export function ask(check: Check, id: string, value: unknown, earlier?: unknown) {
  const instance = (of: unknown, at: number): InstanceFacts => ({
    system: check.system,
    target,
    vantage: 'operator',
    identity: null,
    observations: { [id]: { at, value: of } },
  })
  const before: Look | undefined =
    earlier === undefined ? undefined : { at: now - elapsedMs, instances: [instance(earlier, now - elapsedMs)] }
  return check.ask(instance(value, now), before, {})
}
