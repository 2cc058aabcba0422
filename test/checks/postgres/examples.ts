import type { Check, CheckAnswer, Params } from '../../../src/core/check.ts'
import type { FactsDefinition } from '../../../src/core/facts.ts'
import type { Look } from '../../../src/core/look.ts'
import type { Activity, Session } from '../../../src/facts/postgres/activity.ts'

/** When every example was looked at. */
export const NOW = Date.UTC(2026, 10, 22, 3, 0, 0)

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const MB = 1024 ** 2
export const GB = 1024 ** 3

/** A look at one instance that saw these values. */
export function lookOf(values: readonly (readonly [FactsDefinition, unknown])[], at = NOW): Look {
  const [first] = values
  const system = first?.[0].system ?? 'postgres'
  const observations = Object.fromEntries(values.map(([definition, value]) => [definition.id, { at, value }]))
  const target = { system, kind: 'database', name: 'users' }
  return { at, instances: [{ system, target, vantage: 'operator', identity: 'x/users', observations }] }
}

/** What a check says of a look. */
export function ask(check: Check, look: Look, before?: Look, params: Params = {}): CheckAnswer {
  const [instance] = look.instances
  if (instance === undefined) throw new Error('an empty look')
  return check.ask(instance, before, params)
}

/** `severity` of each finding, in their order. */
export function severities(answer: CheckAnswer): readonly string[] {
  return answer.findings.map(({ severity }) => severity)
}

/** A client that does nothing wrong. */
export function session(overrides: Partial<Session> = {}): Session {
  return {
    pid: 100,
    backendStart: '2026-11-22T01:00:00.000000Z',
    database: 'users',
    user: 'app',
    application: 'user-service',
    client: '10.0.0.7',
    backendType: 'client backend',
    state: 'active',
    waitEventType: null,
    waitEvent: null,
    connectedMs: HOUR,
    transactionMs: 20,
    queryMs: 10,
    stateMs: 10,
    query: 'SELECT 1',
    blockedBy: [],
    waitMs: null,
    lockMode: null,
    lockType: null,
    relation: null,
    ...overrides,
  }
}

/** A server with few connections. */
export function activityOf(overrides: Partial<Activity> = {}): Activity {
  return {
    user: 'usrops_ro',
    hidden: 0,
    clientBackends: 10,
    maxConnections: 100,
    usable: 97,
    groups: [],
    limits: [],
    sessions: [],
    truncated: false,
    ...overrides,
  }
}
