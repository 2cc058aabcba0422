import { redisChecks } from '../../../src/checks/redis/index.ts'
import { systemClock } from '../../../src/clients/clock.ts'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import { openRedis } from '../../../src/clients/redis/open.ts'
import type { RedisSettings } from '../../../src/clients/redis/settings.ts'
import type { CheckAnswer } from '../../../src/core/check.ts'
import { collectLook } from '../../../src/core/collect.ts'
import { type FactsDefinition, observedValue } from '../../../src/core/facts.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'
import { redisFacts } from '../../../src/facts/redis/index.ts'
import type { RedisServer } from '../../bench/redis/server.ts'

export type Single = Extract<RedisSettings, { mode: 'single' }>

export function settingsFor(server: Pick<RedisServer, 'host' | 'port'>, more: Partial<Single> = {}): Single {
  const address = { host: server.host, port: server.port }
  return { mode: 'single', address, database: 0, dial: dialDirect, ...more }
}

/** Everything usrops sees of a Redis, as `diagnose` would collect it. */
export function lookAt(settings: RedisSettings): Promise<Look> {
  const target = { system: 'redis', kind: 'server', name: 'cache' }
  const limits = { connectMs: 2_000, collectMs: 2_000, roundTrips: 25, afterFirstConnectionMs: 4_000, hardMs: 8_000 }
  const open = (budget: Parameters<typeof openRedis>[1]) => openRedis(settings, budget)
  return collectLook([{ system: 'redis', target, facts: redisFacts, open }], {
    clock: systemClock,
    deep: false,
    limits,
  })
}

export function only(look: Look): InstanceFacts {
  const [instance] = look.instances
  if (instance === undefined) throw new Error('nothing was looked at')
  return instance
}

/** The value of these facts, which must have been collected. */
export function seen<Value, Client>(definition: FactsDefinition<Value, Client>, look: Look): Value {
  const value = observedValue(definition, only(look).observations[definition.id])
  if (value === undefined) throw new Error(`${definition.id}: ${JSON.stringify(only(look))}`)
  return value
}

/** All answers of all checks but hygiene. */
export function judged(look: Look, before?: Look): readonly CheckAnswer[] {
  return redisChecks.filter((check) => check.kind !== 'hygiene').map((check) => check.ask(only(look), before, {}))
}

export function found(look: Look, before?: Look): Readonly<Record<string, readonly string[]>> {
  const answers = judged(look, before).filter(({ answer }) => answer === 'found')
  return Object.fromEntries(
    answers.map(({ check, findings }) => [check, findings.map(({ severity, summary }) => `${severity}: ${summary}`)]),
  )
}
